// What is wrong with a class: it is not asserted, or coordinates in two ways.
#include "checks.hpp"
#include "names.hpp"
#include "walk.hpp"

namespace baton_tidy {

using namespace clang;

namespace {

// An instance of a template is reported where the template is, once for all.
bool is_reported_elsewhere(const CXXRecordDecl& record) {
  return !is_own(record) || record.getTemplateInstantiationPattern() != nullptr;
}

class TouchesParts : public Walk<TouchesParts> {
 public:
  bool found = false;
  bool VisitMemberExpr(MemberExpr* use) {
    found = found || is_dependency(use->getMemberDecl()->getType()) || refers_to_part(use->getMemberDecl()->getType());
    return !found;
  }
  bool VisitCXXThisExpr(CXXThisExpr* self) {  // `this` handed on, as a whole
    found = found || !self->isImplicit();
    return !found;
  }
};

bool is_public_method(const CXXMethodDecl& method) {
  const bool is_called = method.getIdentifier() != nullptr || method.getOverloadedOperator() == OO_Call;
  return is_called && !method.isImplicit() && !method.isStatic() && method.getAccess() == AS_public;
}

bool coordinates(const CXXMethodDecl& method) {
  const FunctionDecl* definition = nullptr;
  if (!method.hasBody(definition)) return true;  // what cannot be seen may do anything
  TouchesParts touches;
  touches.walk(*definition);
  return touches.found;
}

}  // namespace

void AssertionCheck::judge(const Subjects& subjects) {
  for (const CXXRecordDecl* record : subjects.orchestrators) {
    if (subjects.is_asserted(*record) || is_reported_elsewhere(*record)) continue;
    report(record->getLocation(), "'" + record->getName() +
                                      "' coordinates, and nothing asserts that it keeps the rules of orchestrators "
                                      "(patterns.md, 'checks are opt-in'): "
                                      "after it, write static_assert(baton::pattern::is_orchestrator<" +
                                      record->getName() + ">());");
  }
  for (const CXXRecordDecl* record : subjects.machines) {
    if (subjects.is_asserted(*record) || is_reported_elsewhere(*record)) continue;
    report(record->getLocation(),
           "'" + record->getName() +
               "' decides, and nothing asserts that it is a machine (patterns.md, 'checks are opt-in'): "
               "after it, write static_assert(baton::pattern::is_machine<" +
               record->getName() + ">());");
  }
}

void OneRunCheck::judge(const Subjects& subjects) {
  for (const CXXRecordDecl* record : subjects.orchestrators) {
    if (is_reported_elsewhere(*record)) continue;
    const CXXMethodDecl* run = nullptr;
    const std::vector<const CXXMethodDecl*> methods = methods_of(*record);
    for (const CXXMethodDecl* method : methods) {
      if (run == nullptr && is_public_method(*method) && method->getNameAsString() == "run") run = method;
    }
    for (const CXXMethodDecl* method : methods) {
      if (method == run || !is_public_method(*method) || !coordinates(*method)) continue;
      if (run == nullptr) {
        run = method;  // under another name, which is_orchestrator refuses
      } else {
        report(method->getLocation(),
               "'" + method->getNameAsString() +
                   "' is a way to coordinate beside run() (patterns.md, C Best 1: one "
                   "business process for each coordinator): move it to an orchestrator of its own");
      }
    }
  }
}

}  // namespace baton_tidy
