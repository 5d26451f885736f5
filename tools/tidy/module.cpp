// The plugin: clang-tidy-19 --load=baton-tidy.so --checks='-*,baton-*'. The script baton-tidy does that.
#include "checks.hpp"

#include <clang-tidy/ClangTidyModule.h>
#include <clang-tidy/ClangTidyModuleRegistry.h>

namespace baton_tidy {
namespace {

class Module final : public clang::tidy::ClangTidyModule {
 public:
  void addCheckFactories(clang::tidy::ClangTidyCheckFactories& factories) override {
    factories.registerCheck<AssertionCheck>("baton-assertion");
    factories.registerCheck<CreationCheck>("baton-creation");
    factories.registerCheck<LogicCheck>("baton-logic");
    factories.registerCheck<OneRunCheck>("baton-one-run");
    factories.registerCheck<PurityCheck>("baton-purity");
    factories.registerCheck<StateCheck>("baton-state");
    factories.registerCheck<ThrowCheck>("baton-throw");
    factories.registerCheck<UnorderedCheck>("baton-unordered");
  }
};

const clang::tidy::ClangTidyModuleRegistry::Add<Module> kModule("baton-module", "The rules of Baton's patterns.");

}  // namespace
}  // namespace baton_tidy
