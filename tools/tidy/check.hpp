// What all checks share: they look at the subjects of a translation unit, and report each place once.
#pragma once

#include "subjects.hpp"

#include <clang-tidy/ClangTidyCheck.h>
#include <clang/ASTMatchers/ASTMatchFinder.h>
#include <llvm/ADT/DenseSet.h>

namespace baton_tidy {

class Check : public clang::tidy::ClangTidyCheck {
 public:
  Check(llvm::StringRef name, clang::tidy::ClangTidyContext* context)
      : ClangTidyCheck(name, context),
        declared_{.orchestrators = Options.getLocalOrGlobal("BatonOrchestrators", "").str(),
                  .core = Options.getLocalOrGlobal("BatonCore", "").str()} {}

  bool isLanguageVersionSupported(const clang::LangOptions& options) const override { return options.CPlusPlus20; }
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap& options) override {
    Options.store(options, "BatonOrchestrators", declared_.orchestrators);
    Options.store(options, "BatonCore", declared_.core);
  }
  void registerMatchers(clang::ast_matchers::MatchFinder* finder) override {
    finder->addMatcher(clang::ast_matchers::translationUnitDecl().bind("unit"), this);
  }
  void check(const clang::ast_matchers::MatchFinder::MatchResult& result) override {
    context_ = result.Context;
    reported_.clear();
    judge(find_subjects(*result.Context, declared_));
  }

  void report(clang::SourceLocation at, const llvm::Twine& message) {
    const clang::SourceManager& sources = context_->getSourceManager();
    if (at.isInvalid() || sources.isInSystemHeader(at) || !reported_.insert(at).second) return;
    diag(at, message.str());
  }

 protected:
  virtual void judge(const Subjects& subjects) = 0;
  clang::ASTContext& context() const { return *context_; }

 private:
  Declared declared_;
  clang::ASTContext* context_ = nullptr;
  llvm::DenseSet<clang::SourceLocation> reported_;
};

}  // namespace baton_tidy
