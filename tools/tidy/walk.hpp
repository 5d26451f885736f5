// Visits what a function executes: its body, the lambdas in it with all their instances, and default values.
#pragma once

#include <clang/AST/RecursiveASTVisitor.h>

namespace baton_tidy {

template <class Derived>
class Walk : public clang::RecursiveASTVisitor<Derived> {
 public:
  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldVisitImplicitCode() const { return true; }

  void walk(const clang::FunctionDecl& function) {
    if (const auto* constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(&function)) {
      for (const clang::CXXCtorInitializer* first : constructor->inits()) this->TraverseStmt(first->getInit());
    }
    this->TraverseStmt(function.getBody());
  }

  // What a member or parameter is by default is written elsewhere.
  bool VisitCXXDefaultInitExpr(clang::CXXDefaultInitExpr* value) { return this->TraverseStmt(value->getExpr()); }
  bool VisitCXXDefaultArgExpr(clang::CXXDefaultArgExpr* value) { return this->TraverseStmt(value->getExpr()); }
};

}  // namespace baton_tidy
