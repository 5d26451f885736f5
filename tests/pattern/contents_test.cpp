// What the checks see in a type. The compiler runs these tests.
#include <baton/pattern/contents.hpp>

#include <boost/describe.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace baton::pattern::detail {
namespace seen {

struct S0 {
  int a;
  std::string b;
  std::map<std::string, std::vector<int>> m;
  std::chrono::seconds s;
  std::filesystem::path p;
};
static_assert(!may_hold_nothing<S0>);
struct S1 {
  int* p;
};
struct S2 {
  std::vector<S1> v;
};
struct S3 {
  std::map<int, S2> m;
};
struct S4 {
  std::pair<int, std::tuple<S3>> p;
};
struct S5 {
  S4 a[2];
};
struct S6 {
  std::variant<int, S5> v;
};
struct S7 {
  std::expected<int, S6> e;
};
struct S8 {
  std::array<S7, 2> a;
};
static_assert(holds_pointer<S8> && holds_pointer<const S8> && holds_pointer<volatile S8>);
struct Node {
  int v;
  std::vector<Node> kids;
};
static_assert(!may_hold_nothing<Node>);
struct Opt {
  std::optional<int> o;
};
static_assert(may_hold_nothing<Opt> && !holds_pointer_or_view<Opt>);
struct View {
  std::string_view v;
};
static_assert(holds_pointer_or_view<View> && !holds_pointer<View>);
struct Sp {
  std::span<int> v;
  std::span<int, 3> w;
};
static_assert(holds_pointer_or_view<Sp> && !holds_pointer<Sp>);
struct Fn {
  std::function<void()> f;
};
static_assert(holds_pointer<Fn>);
struct FnP {
  void (*f)();
};
static_assert(holds_pointer<FnP>);
struct Ref {
  int& r;
};
static_assert(holds_pointer<Ref>);
struct Any {
  std::any a;
};
static_assert(holds_pointer<Any>);
struct W {
  std::weak_ptr<int> a;
};
static_assert(holds_pointer<W>);
struct RW {
  std::reference_wrapper<int> a;
};
static_assert(holds_pointer<RW>);
struct DerivedOpt : std::optional<int> {};
static_assert(may_hold_nothing<DerivedOpt>);
struct DerivedPtr : std::shared_ptr<const int> {};
static_assert(holds_pointer<DerivedPtr>);
struct Un {
  union {
    int a;
    int* b;
  };
};
static_assert(holds_pointer<Un>);
union Uu {
  int a;
};
struct Un2 {
  Uu u;
};
static_assert(holds_pointer<Un2> && holds_pointer<Uu>);
class Hidden {
  int* p;
  BOOST_DESCRIBE_CLASS(Hidden, (), (), (), (p))
};
static_assert(holds_pointer<Hidden>);
struct Bs {
  int* p;
  BOOST_DESCRIBE_CLASS(Bs, (), (p), (), ())
};
struct Dv : Bs {
  int x;
};
BOOST_DESCRIBE_STRUCT(Dv, (Bs), (x))
static_assert(holds_pointer<Dv>);
class Opaque {
  int* p;

 public:
  Opaque();
};
static_assert(!holds_pointer<Opaque>);
template <class T>
struct Box {
  T t;
};
static_assert(holds_pointer<Box<int*>> && !holds_pointer<Box<int>>);
enum class En { a };
static_assert(!holds_pointer<En>);
static_assert(holds_pointer<std::coroutine_handle<>> && holds_pointer<std::exception_ptr> &&
              holds_pointer<std::unique_ptr<int>>);
static_assert(holds_pointer<int* [3]> && holds_pointer<std::deque<int*>> && holds_pointer<std::set<int*>> &&
              holds_pointer<std::unordered_map<int, int*>>);
static_assert(may_hold_nothing<std::variant<std::monostate, int>>);
struct PointerBase {
  int* p;
};
struct OnPointer : PointerBase {
  int x;
};
static_assert(holds_pointer<OnPointer>);
struct PlainBase {
  int x;
};
struct OwnPointer : PlainBase {
  std::string text;
  const int* p;
};
static_assert(holds_pointer<OwnPointer>);
struct OnPlain : PlainBase {
  std::string text;
  std::vector<S0> all;
};
static_assert(!may_hold_nothing<OnPlain>);
static_assert(holds_pointer<std::queue<int*>> && !may_hold_nothing<std::queue<int>>);

static_assert(OwnClass<S0> && !OwnClass<std::string> && !OwnClass<const std::string> && !OwnClass<std::vector<S0>> &&
              !OwnClass<int> && OwnClass<Box<std::string>>);

static_assert(OwnClass<S0> && OwnClass<Box<std::string>>);
static_assert(!OwnClass<std::string> && !OwnClass<const std::string> && !OwnClass<std::vector<S0>> && !OwnClass<int>);
struct Declared;
static_assert(!holds_pointer<Declared>);

TEST(OwnClass, IsNoLambda) {
  struct Local {};
  const auto lambda = [] {};
  static_assert(OwnClass<Local>);
  static_assert(!OwnClass<decltype(lambda)>);
}

}  // namespace seen
}  // namespace baton::pattern::detail
