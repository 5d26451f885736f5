// Every check. README.md says what each looks for.
#pragma once

#include "check.hpp"

namespace baton_tidy {

// classes.cpp
class AssertionCheck final : public Check {
 public:
  using Check::Check;
  void judge(const Subjects& subjects) override;
};
class OneRunCheck final : public Check {
 public:
  using Check::Check;
  void judge(const Subjects& subjects) override;
};

// logic.cpp
class LogicCheck final : public Check {
 public:
  using Check::Check;
  void judge(const Subjects& subjects) override;
};

// creation.cpp
class CreationCheck final : public Check {
 public:
  using Check::Check;
  void judge(const Subjects& subjects) override;
};

// state.cpp
class StateCheck final : public Check {
 public:
  using Check::Check;
  void judge(const Subjects& subjects) override;
};
class ThrowCheck final : public Check {
 public:
  using Check::Check;
  void judge(const Subjects& subjects) override;
};

// purity.cpp
class PurityCheck final : public Check {
 public:
  using Check::Check;
  void judge(const Subjects& subjects) override;
};
class UnorderedCheck final : public Check {
 public:
  using Check::Check;
  void judge(const Subjects& subjects) override;
};

}  // namespace baton_tidy
