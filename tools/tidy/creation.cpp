// Domain objects that coordination makes itself.
#include "checks.hpp"
#include "names.hpp"
#include "walk.hpp"

namespace baton_tidy {

using namespace clang;

namespace {

using Classes = llvm::SmallPtrSet<const CXXRecordDecl*, 32>;

bool is_sum(const CXXRecordDecl& record) {
  const std::string name = qualified_name(record);
  return name == "std::variant" || name == "std::expected" || name == "std::optional" || name == "std::unexpected" ||
         name == "baton::Async";
}

// The alternatives of a sum type, also those of sum types in them.
void add_alternatives(QualType type, Classes& into) {
  const CXXRecordDecl* record = class_of(type);
  if (record == nullptr) return;
  if (const auto* instance = dyn_cast<ClassTemplateSpecializationDecl>(record);
      instance != nullptr && is_sum(*record)) {
    const auto add = [&](const TemplateArgument& argument) {
      if (argument.getKind() == TemplateArgument::Type) add_alternatives(argument.getAsType(), into);
    };
    for (const TemplateArgument& argument : instance->getTemplateArgs().asArray()) {
      if (argument.getKind() == TemplateArgument::Pack) {
        for (const TemplateArgument& one : argument.pack_elements()) add(one);
      } else {
        add(argument);
      }
    }
    return;
  }
  if (!is_own(*record) || !into.insert(record->getCanonicalDecl()).second || !record->hasDefinition()) return;
  for (const FieldDecl* field : record->fields()) {
    const CXXRecordDecl* inner = class_of(field->getType());
    if (inner != nullptr && is_sum(*inner)) add_alternatives(field->getType(), into);
  }
}

// What a machine's types are made of: only a decision makes these.
void add_domain(const CXXRecordDecl& machine, Classes& into) {
  for (const Decl* member : machine.decls()) {
    const auto* alias = dyn_cast<TypedefNameDecl>(member);
    if (alias == nullptr ||
        (alias->getName() != "State" && alias->getName() != "Event" && alias->getName() != "Intent"))
      continue;
    add_alternatives(alias->getUnderlyingType(), into);
  }
}

// What the methods of a gateway take are messages, which whoever calls it makes.
void add_messages(const CXXRecordDecl& gateway, Classes& into) {
  for (const CXXMethodDecl* method : gateway.methods()) {
    for (const ParmVarDecl* parameter : method->parameters()) {
      if (const CXXRecordDecl* message = class_of(parameter->getType())) into.insert(message->getCanonicalDecl());
    }
  }
}

// Strategies' policies, visitors and other helpers that are called.
bool is_function_object(const CXXRecordDecl& record) {
  return record.isLambda() || llvm::any_of(record.decls(), [](const Decl* member) {
           const FunctionDecl* function = member->getAsFunction();
           return function != nullptr && function->getOverloadedOperator() == OO_Call;
         });
}

class FindsCreation : public Walk<FindsCreation> {
 public:
  FindsCreation(Check& check, const Classes& allowed) : check_(check), allowed_(allowed) {}

  bool VisitCXXThrowExpr(CXXThrowExpr* thrown) {  // baton-throw reports it
    if (thrown->getSubExpr() != nullptr) ranges_.push_back(thrown->getSubExpr()->getSourceRange());
    return true;
  }
  bool VisitCallExpr(CallExpr* call) {
    const FunctionDecl* called = call->getDirectCallee();
    if (called == nullptr) return true;
    const std::string name = qualified_name(*called);
    if (name == "std::make_unique" || name == "std::make_shared") {
      judge(class_behind(call->getType()), call->getSourceRange());
    }
    return true;
  }
  // What a container or sum type makes in place, and returns.
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr* call) {
    const CXXMethodDecl* method = call->getMethodDecl();
    if (method != nullptr && method->getIdentifier() != nullptr && !is_own(*method) &&
        method->getName().starts_with("emplace")) {
      judge(class_of(call->getType()), call->getSourceRange());
    }
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr* made) {
    const CXXConstructorDecl* constructor = made->getConstructor();
    if (constructor->isCopyOrMoveConstructor()) return true;
    judge(constructor->getParent(), made->getSourceRange());
    return true;
  }
  bool VisitInitListExpr(InitListExpr* made) {
    // A list that nobody wrote, for a member that is not given, ends where it begins.
    if (!made->isSemanticForm() || made->getLBraceLoc() == made->getRBraceLoc()) return true;
    judge(made->getType()->getAsCXXRecordDecl(), made->getSourceRange());
    return true;
  }
  bool VisitCXXParenListInitExpr(CXXParenListInitExpr* made) {
    judge(made->getType()->getAsCXXRecordDecl(), made->getSourceRange());
    return true;
  }

 private:
  void judge(const CXXRecordDecl* record, SourceRange whole) {
    const SourceLocation at = whole.getBegin();
    if (record == nullptr || !is_own(*record) || is_function_object(*record) || is_in_anonymous_namespace(*record) ||
        record->isLocalClass() != nullptr || allowed_.contains(record->getCanonicalDecl())) {
      return;
    }
    if (llvm::any_of(ranges_, [&](const SourceRange& range) { return range.fullyContains(whole); })) return;
    ranges_.push_back(whole);  // one finding for an object with all that is in it
    check_.report(
        at, "an orchestrator makes no domain object (patterns.md, O Check): let a function of the core make this '" +
                record->getName() + "', or say why it cannot");
  }

  Check& check_;
  const Classes& allowed_;
  std::vector<SourceRange> ranges_;
};

Classes allowed_by(const Subjects& subjects) {
  Classes allowed;
  for (const CXXRecordDecl* orchestrator : subjects.orchestrators) {
    for (const FieldDecl* field : orchestrator->fields()) {
      const CXXRecordDecl* part = class_behind(field->getType());
      if (part != nullptr && is_own(*part) && part_of(*part) == Part::Gateway) add_messages(*part, allowed);
    }
  }
  Classes domain;
  for (const CXXRecordDecl* machine : subjects.machines) add_domain(*machine, domain);
  for (const CXXRecordDecl* record : domain) allowed.erase(record);
  for (const FunctionDecl* function : subjects.coordination) add_alternatives(function->getReturnType(), allowed);
  return allowed;
}

}  // namespace

void CreationCheck::judge(const Subjects& subjects) {
  const Classes allowed = allowed_by(subjects);
  for (const FunctionDecl* function : subjects.coordination) FindsCreation(*this, allowed).walk(*function);
}

}  // namespace baton_tidy
