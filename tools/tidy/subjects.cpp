#include "subjects.hpp"

#include "names.hpp"
#include "walk.hpp"

#include <clang/Basic/SourceManager.h>
#include <llvm/Support/Regex.h>

#include <functional>
#include <map>
#include <vector>

namespace baton_tidy {

using namespace clang;

namespace {

// The class itself, of an instance the template that it was made of.
const CXXRecordDecl* origin_of(const CXXRecordDecl& record) {
  const CXXRecordDecl* pattern = record.getTemplateInstantiationPattern();
  return (pattern != nullptr ? pattern : &record)->getCanonicalDecl();
}

bool has_method(const CXXRecordDecl& record, llvm::StringRef name) {
  return llvm::any_of(methods_of(record),
                      [&](const CXXMethodDecl* method) { return method->getNameAsString() == name; });
}

bool has_type(const CXXRecordDecl& record, llvm::StringRef name) {
  return llvm::any_of(record.decls(), [&](const Decl* member) {
    const auto* type = dyn_cast<TypeDecl>(member);
    return type != nullptr && type->getName() == name && !type->isImplicit();
  });
}

bool has_own_method(const CXXRecordDecl& record) {
  return llvm::any_of(methods_of(record), [](const CXXMethodDecl* method) {
    const bool is_called = method->getIdentifier() != nullptr || method->getOverloadedOperator() == OO_Call;
    return is_called && !method->isImplicit() && method->getAccess() == AS_public;
  });
}

// Also by what it inherits.
bool depends_on_parts(const CXXRecordDecl& record, bool by_any_reference) {
  if (!record.hasDefinition()) return false;
  return llvm::any_of(record.fields(),
                      [&](const FieldDecl* field) {
                        return is_dependency(field->getType()) ||
                               (by_any_reference && refers_to_part(field->getType()));
                      }) ||
         llvm::any_of(record.bases(), [&](const CXXBaseSpecifier& base) {
           const CXXRecordDecl* from = class_of(base.getType());
           return from != nullptr && depends_on_parts(*from, by_any_reference);
         });
}

// A class with dependencies that is no part itself. With references or pointers instead, the name decides, or a run().
bool looks_like_orchestrator(const CXXRecordDecl& record) {
  if (part_of(record) != Part::None || !has_own_method(record)) return false;
  const llvm::StringRef name = record.getName();
  const bool is_named = name.ends_with("Orchestrator") || name.ends_with("Coordinator") || has_method(record, "run");
  return depends_on_parts(record, is_named);
}

bool looks_like_machine(const CXXRecordDecl& record) {
  return has_type(record, "State") && has_type(record, "Event") && has_type(record, "Intent") &&
         has_method(record, "handle");
}

// What a comment or an option declares of a whole file.
class Files {
 public:
  Files(const SourceManager& sources, const Declared& declared)
      : sources_(sources), orchestrators_(declared.orchestrators), core_(declared.core) {}

  bool is_orchestrator(SourceLocation at) { return look(at).orchestrator; }
  bool is_core(SourceLocation at) { return look(at).core; }

 private:
  struct Mark {
    bool orchestrator = false;
    bool core = false;
  };

  static bool has_comment(llvm::StringRef text, llvm::StringRef what) {
    return llvm::Regex(("^[ \t]*// baton: " + what + "[ \t]*\r?$").str(), llvm::Regex::Newline).match(text);
  }
  static bool is_chosen(const std::string& pattern, llvm::StringRef path) {
    return !pattern.empty() && llvm::Regex(pattern).match(path);
  }
  Mark look(SourceLocation at) {
    const FileID file = sources_.getFileID(sources_.getExpansionLoc(at));
    const auto known = marks_.find(file);
    if (known != marks_.end()) return known->second;
    const llvm::StringRef text = sources_.getBufferData(file);
    const llvm::StringRef path = sources_.getFilename(sources_.getExpansionLoc(at));
    return marks_[file] = {.orchestrator = is_chosen(orchestrators_, path) || has_comment(text, "orchestrator"),
                           .core = is_chosen(core_, path) || has_comment(text, "core")};
  }

  const SourceManager& sources_;
  std::string orchestrators_;
  std::string core_;
  std::map<FileID, Mark> marks_;
};

// Finds the classes, what is asserted of them, and the functions of declared files.
class Finder : public RecursiveASTVisitor<Finder> {
 public:
  Finder(Subjects& into, Files& files) : into_(into), files_(files) {}

  bool shouldVisitTemplateInstantiations() const { return true; }

  bool TraverseNamespaceDecl(NamespaceDecl* space) {
    return space->getName() == "baton" || space->isStdNamespace() || RecursiveASTVisitor::TraverseNamespaceDecl(space);
  }
  bool VisitCallExpr(CallExpr* call) {
    const FunctionDecl* called = call->getDirectCallee();
    if (called == nullptr || called->getTemplateSpecializationArgs() == nullptr) return true;
    const std::string name = qualified_name(*called);
    const bool is_orchestrator = name == "baton::pattern::is_orchestrator";
    if (is_orchestrator || name == "baton::pattern::is_machine") {
      assert_one((*called->getTemplateSpecializationArgs())[0], is_orchestrator ? into_.orchestrators : into_.machines);
    }
    return true;
  }
  bool VisitConceptSpecializationExpr(ConceptSpecializationExpr* concept_of) {
    if (qualified_name(*concept_of->getNamedConcept()) == "baton::pattern::Machine") {
      assert_one(concept_of->getTemplateArguments()[0], into_.machines);
    }
    return true;
  }
  bool VisitCXXRecordDecl(CXXRecordDecl* record) {
    if (!record->isThisDeclarationADefinition() || record->isLambda() || record->isLocalClass() != nullptr ||
        record->getName().empty() || !is_own(*record)) {
      return true;
    }
    if (looks_like_orchestrator(*record)) into_.orchestrators.insert(record);
    if (looks_like_machine(*record)) into_.machines.insert(record);
    return true;
  }
  bool VisitFunctionDecl(FunctionDecl* function) {
    if (!function->doesThisDeclarationHaveABody() || !is_own(*function)) return true;
    if (files_.is_orchestrator(function->getLocation())) into_.coordination.insert(function);
    if (files_.is_core(function->getLocation())) into_.decisions.insert(function);
    return true;
  }

 private:
  void assert_one(const TemplateArgument& argument, llvm::SetVector<const CXXRecordDecl*>& kind) {
    if (argument.getKind() != TemplateArgument::Type) return;
    const CXXRecordDecl* record = class_of(argument.getAsType());
    if (record == nullptr) return;
    kind.insert(record);
    into_.asserted.insert(origin_of(*record));
  }

  Subjects& into_;
  Files& files_;
};

// The functions and classes that one function uses.
class Uses : public Walk<Uses> {
 public:
  std::vector<const FunctionDecl*> functions;
  std::vector<const CXXRecordDecl*> objects;

  bool VisitDeclRefExpr(DeclRefExpr* use) { return add(use->getDecl()); }
  bool VisitMemberExpr(MemberExpr* use) { return add(use->getMemberDecl()); }
  bool VisitCXXConstructExpr(CXXConstructExpr* made) {
    objects.push_back(made->getConstructor()->getParent());
    return add(made->getConstructor());
  }
  bool VisitInitListExpr(InitListExpr* made) {
    if (const CXXRecordDecl* record = made->getType()->getAsCXXRecordDecl()) objects.push_back(record);
    return true;
  }

 private:
  bool add(const ValueDecl* used) {
    if (const auto* function = dyn_cast<FunctionDecl>(used)) functions.push_back(function);
    return true;
  }
};

// From the functions in `into`, through whatever `is_followed` lets pass, to the functions that have a body here.
class Follow {
 public:
  using Choice = std::function<bool(const FunctionDecl&)>;
  using ObjectChoice = std::function<bool(const CXXRecordDecl&)>;

  Follow(llvm::SetVector<const FunctionDecl*>& into, Choice functions, ObjectChoice objects)
      : into_(into), functions_(std::move(functions)), objects_(std::move(objects)) {}

  void all() {
    for (std::size_t at = 0; at < into_.size(); ++at) {
      Uses uses;
      uses.walk(*into_[at]);
      for (const FunctionDecl* used : uses.functions) add(*used);
      // What is made is called by whoever gets it: a visitor by std::visit.
      for (const CXXRecordDecl* record : uses.objects) {
        if (record->isLambda() || !is_own(*record) || !objects_(*record)) continue;
        for (const CXXMethodDecl* method : record->methods()) {
          if (method->getOverloadedOperator() == OO_Call) add_body(*method);
        }
      }
    }
  }
  void add_body(const FunctionDecl& function) {
    const FunctionDecl* definition = nullptr;
    if (function.hasBody(definition) && is_own(*definition)) into_.insert(definition);
  }

 private:
  void add(const FunctionDecl& function) {
    if (is_own(function) && functions_(function)) add_body(function);
  }

  llvm::SetVector<const FunctionDecl*>& into_;
  Choice functions_;
  ObjectChoice objects_;
};

class Coordinating {
 public:
  explicit Coordinating(const Subjects& subjects) : subjects_(subjects) {}

  bool operator()(const FunctionDecl& function) const {
    if (const auto* method = dyn_cast<CXXMethodDecl>(&function)) {
      if (is_orchestrator(*method->getParent())) return true;
      if (part_of(*method->getParent()) != Part::None || isa<CXXConstructorDecl>(method)) return false;
    }
    return llvm::any_of(function.parameters(),
                        [&](const ParmVarDecl* parameter) { return is_handed(parameter->getType()); });
  }
  bool operator()(const CXXRecordDecl& record) const {
    return part_of(record) == Part::None &&
           llvm::any_of(record.fields(), [&](const FieldDecl* field) { return is_handed(field->getType()); });
  }

 private:
  bool is_orchestrator(const CXXRecordDecl& record) const {
    return llvm::any_of(subjects_.orchestrators,
                        [&](const CXXRecordDecl* one) { return origin_of(*one) == origin_of(record); });
  }
  bool is_handed(QualType type) const {
    if (is_dependency(type)) return true;
    const CXXRecordDecl* record = class_behind(type);
    if (record == nullptr) return false;
    const std::string name = qualified_name(*record);
    return is_orchestrator(*record) || part_of(*record) != Part::None || name == "baton::pattern::Saga" ||
           name == "baton::pattern::AwaitedSaga";
  }

  const Subjects& subjects_;
};

}  // namespace

bool Subjects::is_asserted(const CXXRecordDecl& record) const {
  return asserted.contains(origin_of(record));
}

Subjects find_subjects(ASTContext& context, const Declared& declared) {
  const SourceManager& sources = context.getSourceManager();
  Subjects subjects;
  Files files(sources, declared);
  Finder finder(subjects, files);
  for (Decl* decl : context.getTranslationUnitDecl()->decls()) {
    if (!sources.isInSystemHeader(decl->getLocation())) finder.TraverseDecl(decl);
  }

  const Coordinating is_coordination(subjects);
  Follow coordination(subjects.coordination, is_coordination, is_coordination);
  for (const CXXRecordDecl* orchestrator : subjects.orchestrators) {
    for (const CXXMethodDecl* method : methods_of(*orchestrator)) {
      if (method->getIdentifier() != nullptr || method->getOverloadedOperator() == OO_Call)
        coordination.add_body(*method);
    }
  }
  coordination.all();

  Follow decisions(
      subjects.decisions, [](const FunctionDecl&) { return true; }, [](const CXXRecordDecl&) { return true; });
  for (const CXXRecordDecl* machine : subjects.machines) {
    for (const CXXMethodDecl* method : methods_of(*machine)) {
      if (method->getNameAsString() == "handle") decisions.add_body(*method);
    }
  }
  decisions.all();

  const auto note = [&](const Decl* decl) {
    subjects.files.insert(sources.getFileID(sources.getExpansionLoc(decl->getLocation())));
  };
  llvm::for_each(subjects.orchestrators, note);
  llvm::for_each(subjects.machines, note);
  llvm::for_each(subjects.coordination, note);
  for (const CXXRecordDecl* machine : subjects.machines) {
    for (const CXXMethodDecl* method : machine->methods()) {
      const FunctionDecl* definition = nullptr;
      if (method->hasBody(definition)) note(definition);
    }
  }
  for (const FunctionDecl* decision : subjects.decisions) {
    if (files.is_core(decision->getLocation())) note(decision);
  }
  return subjects;
}

}  // namespace baton_tidy
