#include <baton/pattern/dependency.hpp>

#include <gtest/gtest.h>

#include <type_traits>

namespace baton::pattern {
namespace {

struct Port {
  virtual ~Port() = default;
  virtual int read() = 0;
};
struct Store final : Port {
  using Part = StorePart;
  int read() override { return ++reads; }
  int reads = 0;
};

TEST(Dependency, IsNeverNullAndNeverATemporary) {
  static_assert(!std::is_default_constructible_v<Dependency<Store>>);
  static_assert(!std::is_constructible_v<Dependency<Store>, std::nullptr_t>);
  static_assert(!std::is_constructible_v<Dependency<Store>, Store*>);
  static_assert(!std::is_constructible_v<Dependency<Store>, Store>);
  static_assert(!std::is_constructible_v<Dependency<const Store>, Store>);
  static_assert(!std::is_constructible_v<Dependency<Port>, Store>);
  static_assert(!std::is_constructible_v<Dependency<Store>, const Store&>);
  static_assert(std::is_constructible_v<Dependency<const Store>, const Store&>);
}

TEST(Dependency, IsTheObjectThatWasInjected) {
  Store store;
  const Dependency<Port> port = store;
  EXPECT_EQ(port->read(), 1);
  EXPECT_EQ((*port).read(), 2);
  EXPECT_EQ(&*port, &store);
  EXPECT_EQ(store.reads, 2);
}

TEST(Dependency, OfAPlainClassSaysItsPart) {
  static_assert(Plays<Store, StorePart>);
  static_assert(!Plays<Store, RequestPart>);
  static_assert(!Plays<Port, StorePart>);
}

TEST(Dependency, OnADerivedClassIsOneOnItsBase) {
  Store store;
  const Dependency<Store> derived = store;
  const Dependency<Port> base = derived;
  EXPECT_EQ(&*base, &store);
  static_assert(std::is_constructible_v<Dependency<const Store>, Dependency<Store>>);
  static_assert(!std::is_constructible_v<Dependency<Store>, Dependency<const Store>>);
  static_assert(!std::is_constructible_v<Dependency<Store>, Dependency<Port>>);
}

}  // namespace
}  // namespace baton::pattern
