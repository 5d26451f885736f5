// How the fields of a struct are counted. The compiler runs these tests.
#include <baton/pattern/fields.hpp>

#include <gtest/gtest.h>

#include <any>
#include <array>
#include <chrono>
#include <exception>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

namespace baton::pattern::detail {
namespace counted {

template <class T>
struct D {
  D(T& t);
};
struct E0 {};
struct A1 {
  int a;
};
struct A2 {
  int a;
  std::string b;
};
struct B1 {
  int a : 3;
  int b : 5;
  bool c;
};
struct B2 {
  int a : 3;
  int : 4;
  int b : 5;
  std::string c;
};
struct R1 {
  int a[3];
  int b;
};
struct R2 {
  std::string s;
  int* p[2];
  char c[4];
  double d;
};
struct R3 {
  int a[1];
};
struct R4 {
  int a[2][2];
  int b;
};
struct U {
  union {
    int a;
    float b;
  };
  int c;
};
union Un {
  int a;
  float b;
};
struct U2 {
  int x;
  Un u;
};
struct Base {
  int a;
};
struct De : Base {
  int b;
};
struct De0 : Base {};
struct O1 {
  std::optional<int> a;
  std::any b;
  std::function<void()> c;
  std::variant<int, std::string> d;
};
struct O2 {
  std::optional<std::string> a;
};
struct O3 {
  std::any a;
  int b;
};
struct O4 {
  int x;
  std::string_view v;
  std::span<int> s;
};
struct P1 {
  std::unique_ptr<int> p;
  int q;
};
struct P2 {
  int& r;
  int q;
};
struct P3 {
  int& r;
  std::unique_ptr<int> q;
};
struct P4 {
  const int& r;
  std::shared_ptr<const int> q;
};
struct D1 {
  D<int> a;
  D<int> b;
};
struct D2 {
  D<int> a[2];
};
struct D3 {
  D<int> a;
  int b = 3;
  std::vector<int> v;
};
struct M {
  std::map<std::string, int> m;
  std::chrono::milliseconds t;
  std::vector<M> kids;
  std::array<int, 3> arr;
  std::pair<int, int> pr;
  std::tuple<int, std::string> tu;
  std::expected<int, std::string> ex;
};
struct Inner {
  int a;
  int b;
};
struct N {
  Inner i;
  Inner j[2];
  std::string s;
};
struct NS {
  int a = 1;
  std::string b = "x";
  const int c = 3;
  D<int>* d = nullptr;
  enum class Z { q } z;
};
struct Nd {
  D<int> a;
  Un u;
};
struct Fn {
  void (*f)(int);
  int A1::* m;
};
struct Tmpl {
  std::reference_wrapper<int> r;
  std::weak_ptr<int> w;
};
struct L20 {
  int a1, a2, a3, a4, a5, a6, a7, a8, a9, b1, b2, b3, b4, b5, b6, b7, b8, b9, c1, c2;
};
struct L21 : E0 {
  int z;
};
struct L22 {
  L20 x;
  int a1, a2, a3, a4, a5, a6, a7, a8, a9, b1, b2, b3, b4, b5, b6, b7, b8, b9, c1, c2;
};
struct Mut {
  mutable int x;
  volatile int y;
  bool z;
  std::exception_ptr e;
  std::monostate m;
};
class Priv {
  int x;
};
struct HasPriv {
  Priv p;
  Base b;
  De d;
};
struct Ctor {
  Ctor();
};
struct Exp {
  explicit Exp() {}
  int z;
};
struct HExp {
  Exp e;
  int a;
};

static_assert(counted_fields<E0>.fields == 0 && FieldsOf<E0>::size == 0);
static_assert(counted_fields<A1>.fields == 1 && FieldsOf<A1>::size == 1);
static_assert(counted_fields<A2>.fields == 2 && FieldsOf<A2>::size == 2);
static_assert(counted_fields<B1>.fields == 3 && FieldsOf<B1>::size == 3);
static_assert(counted_fields<B2>.fields == 3 && FieldsOf<B2>::size == 3);
static_assert(counted_fields<R1>.fields == 2 && FieldsOf<R1>::size == 2);
static_assert(counted_fields<R2>.fields == 4 && FieldsOf<R2>::size == 4);
static_assert(counted_fields<R3>.fields == 1 && FieldsOf<R3>::size == 1);
static_assert(counted_fields<R4>.fields == 2 && FieldsOf<R4>::size == 2);
static_assert(!HasVisibleFields<U> && counted_fields<U>.has_union);
static_assert(!HasVisibleFields<U2> && counted_fields<U2>.has_union);
static_assert(!HasVisibleFields<De>);
static_assert(!HasVisibleFields<De0>);
static_assert(counted_fields<O1>.fields == 4 && FieldsOf<O1>::size == 4);
static_assert(counted_fields<O2>.fields == 1 && FieldsOf<O2>::size == 1);
static_assert(counted_fields<O3>.fields == 2 && FieldsOf<O3>::size == 2);
static_assert(counted_fields<O4>.fields == 3 && FieldsOf<O4>::size == 3);
static_assert(counted_fields<P1>.fields == 2 && FieldsOf<P1>::size == 2);
static_assert(counted_fields<P2>.fields == 2 && FieldsOf<P2>::size == 2);
static_assert(!HasVisibleFields<P3>);
static_assert(counted_fields<P4>.fields == 2 && FieldsOf<P4>::size == 2);
static_assert(counted_fields<D1>.fields == 2 && FieldsOf<D1>::size == 2);
static_assert(counted_fields<D2>.fields == 1 && FieldsOf<D2>::size == 1);
static_assert(counted_fields<D3>.fields == 3 && FieldsOf<D3>::size == 3);
static_assert(counted_fields<M>.fields == 7 && FieldsOf<M>::size == 7);
static_assert(counted_fields<N>.fields == 3 && FieldsOf<N>::size == 3);
static_assert(counted_fields<NS>.fields == 5 && FieldsOf<NS>::size == 5);
static_assert(!HasVisibleFields<Nd> && counted_fields<Nd>.has_union);
static_assert(counted_fields<Fn>.fields == 2 && FieldsOf<Fn>::size == 2);
static_assert(counted_fields<Tmpl>.fields == 2 && FieldsOf<Tmpl>::size == 2);
static_assert(counted_fields<L20>.fields == 20 && FieldsOf<L20>::size == 20);
static_assert(!HasVisibleFields<L21>);
static_assert(!HasVisibleFields<L22>);
static_assert(counted_fields<Mut>.fields == 5 && FieldsOf<Mut>::size == 5);
static_assert(!HasVisibleFields<Priv>);
static_assert(counted_fields<HasPriv>.fields == 3 && FieldsOf<HasPriv>::size == 3);
static_assert(!HasVisibleFields<Ctor>);
static_assert(counted_fields<HExp>.fields == 2 && FieldsOf<HExp>::size == 2);
static_assert(!HasVisibleFields<Un>);
static_assert(!HasVisibleFields<int>);

TEST(Fields, AreCountedByTheCompiler) {
  static_assert(std::is_same_v<FieldsOf<R2>, FieldList<std::string, int* [2], char[4], double>>);
  static_assert(std::is_same_v<FieldsOf<P2>, FieldList<int&, int>>);
}

}  // namespace counted
}  // namespace baton::pattern::detail
