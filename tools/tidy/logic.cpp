// Business logic in coordination: conditions and arithmetic on anything but outcomes.
#include "checks.hpp"
#include "names.hpp"
#include "walk.hpp"

#include <llvm/ADT/StringSet.h>

#include <vector>

namespace baton_tidy {

using namespace clang;

namespace {

const Expr* plain(const Expr* expression) {
  for (const Expr* inner = nullptr; inner != expression;) {
    inner = expression;
    expression = expression->IgnoreParens();
    if (const auto* full = dyn_cast<FullExpr>(expression)) expression = full->getSubExpr();
    if (const auto* temporary = dyn_cast<MaterializeTemporaryExpr>(expression)) expression = temporary->getSubExpr();
    if (const auto* bound = dyn_cast<CXXBindTemporaryExpr>(expression)) expression = bound->getSubExpr();
    if (const auto* cast = dyn_cast<ImplicitCastExpr>(expression)) expression = cast->getSubExpr();
  }
  return expression;
}

bool is_nothing(const Expr* expression) {
  expression = plain(expression);
  const CXXRecordDecl* record = class_of(expression->getType());
  return isa<CXXNullPtrLiteralExpr>(expression) || (record != nullptr && qualified_name(*record) == "std::nullopt_t");
}

bool is_known_at_compile_time(const Expr* expression, const ASTContext& context) {
  return expression->isInstantiationDependent() || expression->isEvaluatable(context);
}

// Whether something is there, or has failed: what flow may depend on.
class Outcome {
 public:
  explicit Outcome(const ASTContext& context) : context_(context) {}

  bool is_tested_by(const Expr* condition) const {
    const Expr* test = plain(condition);
    if (is_known_at_compile_time(test, context_) || test->getType()->isPointerType()) return true;
    if (const auto* one = dyn_cast<UnaryOperator>(test))
      return one->getOpcode() == UO_LNot && is_tested_by(one->getSubExpr());
    if (const auto* two = dyn_cast<BinaryOperator>(test)) {
      if (two->isLogicalOp()) return is_tested_by(two->getLHS()) && is_tested_by(two->getRHS());
      return two->isEqualityOp() && (is_nothing(two->getLHS()) || is_nothing(two->getRHS()));
    }
    if (const auto* turned = dyn_cast<CXXRewrittenBinaryOperator>(test)) return is_tested_by(turned->getSemanticForm());
    if (const auto* call = dyn_cast<CallExpr>(test)) return is_tested_by_call(*call);
    if (const auto* use = dyn_cast<DeclRefExpr>(test)) {
      const auto* variable = dyn_cast<VarDecl>(use->getDecl());
      // What can be assigned again may have become anything.
      return variable != nullptr && variable->isLocalVarDecl() && variable->getType().isConstQualified() &&
             variable->hasInit() && is_tested_by(variable->getInit());
    }
    return false;
  }

 private:
  bool is_tested_by_call(const CallExpr& call) const {
    const FunctionDecl* called = call.getDirectCallee();
    if (called == nullptr) return false;
    if (isa<CXXConversionDecl>(called)) return true;  // to bool
    if (called->getOverloadedOperator() == OO_EqualEqual || called->getOverloadedOperator() == OO_ExclaimEqual) {
      return llvm::any_of(call.arguments(), [](const Expr* argument) { return is_nothing(argument); });
    }
    static const llvm::StringSet<> kNames{"has_value", "valueless_by_exception", "index", "holds_alternative",
                                          "stop_requested"};
    if (is_of_baton(*called)) return true;
    return !is_own(*called) && called->getIdentifier() != nullptr && kNames.contains(called->getName());
  }

  const ASTContext& context_;
};

constexpr const char* kDecision =
    " decides on business data in an orchestrator (patterns.md, O Check: no `if` on business data): let the core "
    "decide and return "
    "a std::variant, and std::visit it";

class FindsLogic : public Walk<FindsLogic> {
 public:
  FindsLogic(Check& check, const ASTContext& context) : check_(check), context_(context), outcome_(context) {}

  bool VisitIfStmt(IfStmt* statement) {
    if (!statement->isConstexpr() && !statement->isConsteval()) condition(statement->getCond(), "this `if`");
    return true;
  }
  bool VisitSwitchStmt(SwitchStmt* statement) { return condition(statement->getCond(), "this `switch`"); }
  bool VisitConditionalOperator(ConditionalOperator* choice) { return condition(choice->getCond(), "this `?:`"); }
  bool VisitWhileStmt(WhileStmt* loop) { return condition(loop->getCond(), "this loop"); }
  bool VisitDoStmt(DoStmt* loop) { return condition(loop->getCond(), "this loop"); }
  // The steps of a loop over a variable of its own are flow, as far as no business data decides about them.
  bool VisitForStmt(ForStmt* loop) {
    if (const auto* own = dyn_cast_or_null<DeclStmt>(loop->getInit())) {
      if (loop->getCond() == nullptr || is_step(loop->getCond(), *own)) pass(loop->getCond());
      if (loop->getInc() != nullptr && !is_business(loop->getInc())) pass(loop->getInc());
    }
    return condition(loop->getCond(), "this loop");
  }
  bool VisitCXXForRangeStmt(CXXForRangeStmt* loop) {
    passed_.insert(loop->getCond());
    passed_.insert(loop->getInc());
    return true;
  }

  bool VisitBinaryOperator(BinaryOperator* use) {
    const bool is_calculation = use->isAdditiveOp() || use->isMultiplicativeOp() || use->isBitwiseOp() ||
                                use->isShiftOp() || use->isCompoundAssignmentOp() || use->isComparisonOp();
    const bool is_choice = use->isLogicalOp() && !outcome_.is_tested_by(use);
    if ((is_calculation && is_number(use->getLHS()) && is_number(use->getRHS())) || is_choice)
      calculation(use, use->getOperatorLoc());
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator* use) {
    const auto code = use->getOpcode();
    const bool is_calculation = use->isIncrementDecrementOp() || code == UO_Minus || code == UO_Not;
    if (is_calculation && is_number(use->getSubExpr())) calculation(use, use->getOperatorLoc());
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr* use) {
    if (calculates(*use)) calculation(use, use->getOperatorLoc());
    return true;
  }
  // std::max, std::ranges::max, std::views::filter
  bool VisitDeclRefExpr(DeclRefExpr* use) {
    static const llvm::StringSet<> kNames{"accumulate",    "reduce",      "transform_reduce",
                                          "inner_product", "min",         "max",
                                          "minmax",        "clamp",       "sort",
                                          "any_of",        "stable_sort", "all_of",
                                          "none_of",       "count_if",    "find_if",
                                          "min_element",   "max_element", "partition",
                                          "remove_if",     "fold_left",   "abs",
                                          "round",         "floor",       "ceil",
                                          "filter",        "take_while",  "drop_while"};
    const ValueDecl* used = use->getDecl();
    if (used->getIdentifier() == nullptr || isa<CXXMethodDecl>(used) || outermost_namespace(*used) != "std")
      return true;
    if (kNames.contains(used->getName())) calculation(use, use->getBeginLoc());
    return true;
  }

 private:
  bool condition(const Expr* tested, const llvm::Twine& what) {
    if (tested == nullptr || is_passed(tested) || outcome_.is_tested_by(tested)) return true;
    check_.report(tested->getBeginLoc(), what + kDecision);
    pass(tested);  // one finding for one condition
    return true;
  }
  void calculation(const Expr* use, SourceLocation at) {
    if (is_passed(use) ||
        (!isa<DeclRefExpr>(use) && (outcome_.is_tested_by(use) || is_known_at_compile_time(use, context_))))
      return;
    check_.report(at,
                  "arithmetic or a comparison in an orchestrator (patterns.md, O Mechanism: no business rules, only "
                  "flow control): let "
                  "the core calculate, and pass its result on");
    pass(use);
  }

  // The variable of the loop is compared with something that is no business data.
  bool is_step(const Expr* tested, const DeclStmt& own) const {
    const Expr* test = plain(tested);
    if (outcome_.is_tested_by(test)) return true;
    if (const auto* turned = dyn_cast<CXXRewrittenBinaryOperator>(test)) return is_step(turned->getSemanticForm(), own);
    if (const auto* one = dyn_cast<UnaryOperator>(test)) {
      return one->getOpcode() == UO_LNot && is_step(one->getSubExpr(), own);
    }
    if (const auto* two = dyn_cast<BinaryOperator>(test)) {
      if (two->isLogicalOp()) return is_step(two->getLHS(), own) && is_step(two->getRHS(), own);
      return two->isComparisonOp() && compares_own(two->getLHS(), two->getRHS(), own);
    }
    const auto* call = dyn_cast<CXXOperatorCallExpr>(test);
    return call != nullptr && call->isComparisonOp() && compares_own(call->getArg(0), call->getArg(1), own);
  }
  static bool compares_own(const Expr* left, const Expr* right, const DeclStmt& own) {
    return (is_counter(left, own) && !is_business(right)) || (is_counter(right, own) && !is_business(left));
  }
  // A variable of the loop that does not begin as business data.
  static bool is_counter(const Expr* operand, const DeclStmt& own) {
    const auto* use = dyn_cast<DeclRefExpr>(plain(operand));
    const auto* variable = use == nullptr ? nullptr : dyn_cast<VarDecl>(use->getDecl());
    return variable != nullptr && llvm::is_contained(own.decls(), variable) && !is_business(variable->getInit());
  }
  // A number, a flag or an enumerator of a class of the program's own, or what its functions make of one.
  static bool is_business(const Stmt* part) {
    if (part == nullptr) return false;
    if (const auto* member = dyn_cast<MemberExpr>(part)) {
      if (isa<FieldDecl>(member->getMemberDecl()) && is_own(*member->getMemberDecl()) && is_number(member)) return true;
    }
    if (const auto* call = dyn_cast<CallExpr>(part)) {
      const FunctionDecl* called = call->getDirectCallee();
      if (called != nullptr && is_own(*called) && is_number(call)) return true;
    }
    return llvm::any_of(part->children(), [](const Stmt* inner) { return is_business(inner); });
  }

  void pass(const Expr* expression) {
    if (expression != nullptr) ranges_.push_back(expression->getSourceRange());
  }
  bool is_passed(const Expr* expression) const {
    return passed_.contains(expression) || llvm::any_of(ranges_, [&](const SourceRange& range) {
             return range.fullyContains(expression->getSourceRange());
           });
  }

  static bool is_number(const Expr* operand) {
    const QualType type = operand->IgnoreImpCasts()->getType();
    return !type->isDependentType() && (type->isArithmeticType() || type->isEnumeralType());
  }
  static bool is_iterator(QualType type) {
    const CXXRecordDecl* record = class_of(type);
    return record != nullptr && record->getIdentifier() != nullptr && record->getName().contains("iterator");
  }
  static bool is_std(QualType type, llvm::StringRef prefix) {
    const CXXRecordDecl* record = class_of(type);
    return record != nullptr && llvm::StringRef(qualified_name(*record)).starts_with(prefix);
  }

  // Strategies are joined with `|`, streams written with `<<`, texts joined with `+`.
  static bool calculates(const CXXOperatorCallExpr& use) {
    if (use.isTypeDependent()) return false;
    if (is_std(use.getType(), "baton::") ||
        llvm::any_of(use.arguments(), [](const Expr* one) { return is_iterator(one->getType()); })) {
      return false;
    }
    switch (use.getOperator()) {
      case OO_EqualEqual:
      case OO_ExclaimEqual:
      case OO_Less:
      case OO_LessEqual:
      case OO_Greater:
      case OO_GreaterEqual:
      case OO_Spaceship:
        return true;
      case OO_Plus:
      case OO_PlusEqual:
      case OO_Slash:
        return !is_std(use.getArg(0)->getType(), "std::basic_string") &&
               !is_std(use.getArg(1)->getType(), "std::basic_string") &&
               !is_std(use.getArg(0)->getType(), "std::filesystem");
      case OO_Minus:
      case OO_Star:
        return use.getNumArgs() == 2;
      case OO_Percent:
      case OO_MinusEqual:
      case OO_StarEqual:
      case OO_SlashEqual:
      case OO_PercentEqual:
      case OO_PlusPlus:
      case OO_MinusMinus:
        return true;
      default:
        return false;
    }
  }

  Check& check_;
  const ASTContext& context_;
  Outcome outcome_;
  llvm::SmallPtrSet<const Expr*, 16> passed_;
  std::vector<SourceRange> ranges_;
};

}  // namespace

void LogicCheck::judge(const Subjects& subjects) {
  for (const FunctionDecl* function : subjects.coordination) {
    FindsLogic(*this, context()).walk(*function);
  }
}

}  // namespace baton_tidy
