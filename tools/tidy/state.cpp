// State that outlives a call, and exceptions.
#include "checks.hpp"
#include "names.hpp"
#include "walk.hpp"

#include <clang/Basic/SourceManager.h>

namespace baton_tidy {

using namespace clang;

namespace {

constexpr const char* kState =
    "' is state that outlives the call (patterns.md, D Action: orchestrators are stateless; R §2: the step is pure): "
    "keep it in the "
    "machine's state or in a store, or make it constexpr";

bool can_change(QualType type);

// Through a const pointer, what it points to can change.
bool leads_to_change(QualType type) {
  if (type->isPointerType()) return !type->isFunctionPointerType() && can_change(type->getPointeeType());
  const CXXRecordDecl* record = type->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition()) return false;
  if (is_own(*record)) return llvm::any_of(record->fields(), [](const FieldDecl* field) { return field->isMutable(); });
  const bool is_pointer = is_instance_of(type, "std::unique_ptr") || is_instance_of(type, "std::shared_ptr") ||
                          is_instance_of(type, "std::reference_wrapper");
  return is_pointer && can_change(cast<ClassTemplateSpecializationDecl>(record)->getTemplateArgs()[0].getAsType());
}
bool can_change(QualType type) {
  if (type->isDependentType() || type->isFunctionType()) return false;
  if (type->isReferenceType()) return can_change(type->getPointeeType());
  while (type->isArrayType()) type = type->getAsArrayTypeUnsafe()->getElementType();
  return !type.isConstQualified() || leads_to_change(type);
}
bool outlives_calls(const VarDecl& variable) {
  return variable.hasGlobalStorage() && can_change(variable.getType());
}

class FindsState : public Walk<FindsState> {
 public:
  explicit FindsState(Check& check) : check_(check) {}

  bool VisitVarDecl(VarDecl* variable) {
    if (outlives_calls(*variable)) check_.report(variable->getLocation(), "'" + variable->getName() + kState);
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr* use) { return add(use->getDecl(), use->getLocation()); }
  bool VisitMemberExpr(MemberExpr* use) { return add(use->getMemberDecl(), use->getMemberLoc()); }

 private:
  bool add(const ValueDecl* used, SourceLocation at) {
    const auto* variable = dyn_cast<VarDecl>(used);
    if (variable != nullptr && is_own(*variable) && !variable->isStaticLocal() && outlives_calls(*variable)) {
      check_.report(at, "'" + variable->getName() + kState);
    }
    return true;
  }

  Check& check_;
};

class FindsThrow : public Walk<FindsThrow> {
 public:
  explicit FindsThrow(Check& check) : check_(check) {}

  bool VisitCXXThrowExpr(CXXThrowExpr* thrown) {
    check_.report(
        thrown->getThrowLoc(),
        "an exception for an outcome (patterns.md, O §1): return an alternative of run()'s result that says what "
        "happened");
    return true;
  }
  // std::abort, std::rethrow_exception, and a helper that always throws.
  bool VisitCallExpr(CallExpr* call) {
    const FunctionDecl* called = call->getDirectCallee();
    if (called != nullptr && called->isNoReturn()) {
      check_.report(call->getBeginLoc(),
                    "'" + called->getNameAsString() +
                        "' does not return (patterns.md, O §1: no exception for an outcome): return an alternative of "
                        "run()'s result that says what happened");
    }
    return true;
  }

 private:
  Check& check_;
};

// Variables outside of functions, in the files of orchestrators and machines.
class FindsGlobals : public RecursiveASTVisitor<FindsGlobals> {
 public:
  FindsGlobals(Check& check, const Subjects& subjects, const SourceManager& sources)
      : check_(check), subjects_(subjects), sources_(sources) {}

  bool TraverseFunctionDecl(FunctionDecl*) { return true; }
  bool TraverseCXXMethodDecl(CXXMethodDecl*) { return true; }
  bool VisitVarDecl(VarDecl* variable) {
    if (outlives_calls(*variable) && is_own(*variable) &&
        subjects_.files.contains(sources_.getFileID(sources_.getExpansionLoc(variable->getLocation())))) {
      check_.report(variable->getLocation(), "'" + variable->getName() + kState);
    }
    return true;
  }

 private:
  Check& check_;
  const Subjects& subjects_;
  const SourceManager& sources_;
};

}  // namespace

void StateCheck::judge(const Subjects& subjects) {
  const SourceManager& sources = context().getSourceManager();
  FindsGlobals globals(*this, subjects, sources);
  for (Decl* decl : context().getTranslationUnitDecl()->decls()) {
    if (!sources.isInSystemHeader(decl->getLocation())) globals.TraverseDecl(decl);
  }
  for (const FunctionDecl* function : subjects.coordination) FindsState(*this).walk(*function);
  for (const FunctionDecl* function : subjects.decisions) FindsState(*this).walk(*function);
  for (const auto* kind : {&subjects.orchestrators, &subjects.machines}) {
    for (const CXXRecordDecl* record : *kind) {
      for (const FieldDecl* field : record->fields()) {
        if (field->isMutable() && is_own(*record)) report(field->getLocation(), "'" + field->getName() + kState);
      }
    }
  }
}

void ThrowCheck::judge(const Subjects& subjects) {
  for (const FunctionDecl* function : subjects.coordination) FindsThrow(*this).walk(*function);
}

}  // namespace baton_tidy
