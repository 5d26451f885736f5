// What a decision may not touch: the world, and the order of unordered containers.
#include "checks.hpp"
#include "names.hpp"
#include "walk.hpp"

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Regex.h>

#include <array>

namespace baton_tidy {

using namespace clang;

namespace {

struct Touched {
  const char* names;  // qualified, as a regular expression
  const char* what;
};
// tools/check-purity has the same for the symbols of objects, which also sees what is in other files.
constexpr std::array kWorld{
    Touched{"(std::)?(time|clock|clock_gettime|gettimeofday|timespec_get|ftime|times)|std::chrono::[a-z_]+_clock::now",
            "the clock"},
    Touched{"(std::)?(localtime|localtime_r|gmtime|gmtime_r|mktime|ctime|asctime|strftime|tzset)|std::chrono::"
            "(current_zone|get_tzdb|locate_zone|zoned_time)",
            "the time zone"},
    Touched{"(std::)?(rand|rand_r|srand|random|srandom|[dejlmn]rand48|getrandom|getentropy|arc4random.*)|std::random_"
            "device",
            "randomness"},
    Touched{"(std::)?(getenv|secure_getenv|setenv|putenv|gethostname|get(p|pp|u|eu|g|eg|t)id|environ|getcwd|sysconf)",
            "the environment"},
    Touched{"(std::)?(v?f?printf|puts|fputs|putchar|fopen|fdopen|fclose|fread|fwrite|fgets|getchar|v?f?scanf|fflush|"
            "remove|rename|tmpfile|open|"
            "openat|read|write|pread|pwrite|close|stat|unlink|mkdir|rmdir|opendir|syslog|stdin|stdout|stderr)|std::"
            "basic_[io]?fstream|"
            "std::basic_filebuf|std::w?(cin|cout|cerr|clog)|std::filesystem::(absolute|canonical|weakly_canonical|"
            "exists|status|is_[a-z_]+|"
            "create_[a-z_]+|copy.*|remove.*|rename|file_size|last_write_time|current_path|temp_directory_path|space|"
            "permissions|resize_file|"
            "read_symlink|directory_iterator|recursive_directory_iterator)|std::v?print.*",
            "a file or stream"},
    Touched{"(std::)?(setlocale|localeconv|strto(f|d|ld)|atof|strcoll|strxfrm|tolower|toupper|"
            "is(alpha|digit|alnum|space|upper|lower|punct|print|graph|cntrl|xdigit))|std::(locale|stof|stod|stold)",
            "the locale"},
    Touched{"socket|connect|bind|listen|accept4?|send|sendto|recv|recvfrom|getaddrinfo|poll|select|epoll_.*",
            "the network"},
    Touched{"std::(thread|jthread|async|call_once|(recursive_|timed_|shared_)*mutex|condition_variable(_any)?)|"
            "std::this_thread::.*|pthread_.*",
            "threads"},
    Touched{"(std::)?(system|exit|_Exit|quick_exit|abort|signal|raise)|fork|exec[vlpe]+|popen|kill", "the process"},
};

class FindsWorld : public Walk<FindsWorld> {
 public:
  explicit FindsWorld(Check& check) : check_(check) {}

  bool VisitDeclRefExpr(DeclRefExpr* use) { return judge_use(*use->getDecl(), use->getLocation()); }
  bool VisitMemberExpr(MemberExpr* use) { return judge_use(*use->getMemberDecl(), use->getMemberLoc()); }
  bool VisitCXXConstructExpr(CXXConstructExpr* made) {
    return made->getConstructor()->isCopyOrMoveConstructor() ||
           judge(*made->getConstructor()->getParent(), made->getBeginLoc());
  }
  // A decision waits for nothing, whatever that is.
  bool VisitCoawaitExpr(CoawaitExpr* waits) {
    if (!waits->isImplicit()) {
      check_.report(
          waits->getBeginLoc(),
          "a decision waits (patterns.md, R §2: the step is pure): return an intent, and take the answer as an event");
    }
    return true;
  }

 private:
  // A method counts as its class: reading a std::ifstream that came in as an argument.
  bool judge_use(const NamedDecl& used, SourceLocation at) {
    const auto* method = dyn_cast<CXXMethodDecl>(&used);
    if (method != nullptr && part_of(*method->getParent()) != Part::None) {
      check_.report(at, "a decision uses '" + method->getParent()->getName() +
                            "', a store, gateway or session (patterns.md, R §2: the step is pure): return an intent, "
                            "and take the answer as an event");
      return true;
    }
    return judge(used, at) && (method == nullptr || judge(*method->getParent(), at));
  }
  bool judge(const NamedDecl& used, SourceLocation at) {
    if (is_own(used)) return true;  // also where it is called like one of the C library
    const std::string name = qualified_name(used);
    for (const Touched& touched : kWorld) {
      if (!llvm::Regex(std::string("^(") + touched.names + ")$").match(name)) continue;
      check_.report(
          at, "a decision touches " + llvm::Twine(touched.what) + ": '" + name +
                  "' (patterns.md, R §2: the step is pure): let the event bring what it needs, or return an intent");
    }
    return true;
  }

  Check& check_;
};

bool is_unordered(QualType type) {
  const CXXRecordDecl* record = class_of(type);
  if (record == nullptr || record->getIdentifier() == nullptr) return false;
  const llvm::StringRef name = record->getName();
  if (name.starts_with("unordered_") || name.contains("flat_hash_") || name.contains("node_hash_")) return true;
  return record->hasDefinition() &&
         llvm::any_of(record->bases(), [](const CXXBaseSpecifier& base) { return is_unordered(base.getType()); });
}

class FindsUnordered : public Walk<FindsUnordered> {
 public:
  explicit FindsUnordered(Check& check) : check_(check) {}

  bool VisitCXXForRangeStmt(CXXForRangeStmt* loop) {
    if (loop->getRangeInit() != nullptr && is_unordered(loop->getRangeInit()->getType()))
      found(loop->getRangeInit()->getBeginLoc());
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr* call) {
    const CXXMethodDecl* method = call->getMethodDecl();
    const bool is_begin = method != nullptr && method->getIdentifier() != nullptr &&
                          (method->getName() == "begin" || method->getName() == "cbegin");
    if (is_begin && call->getNumArgs() == 0 && is_unordered(call->getImplicitObjectArgument()->getType()))
      found(call->getBeginLoc());
    return true;
  }
  // std::begin(map), std::ranges::for_each(map, …), map | std::views::keys
  bool VisitCallExpr(CallExpr* call) {
    const FunctionDecl* called = call->getDirectCallee();
    if (called == nullptr || is_own(*called)) return true;
    const llvm::StringRef name = called->getIdentifier() != nullptr ? called->getName() : "";
    const bool iterates =
        name == "begin" || name == "cbegin" || llvm::StringRef(qualified_name(*called)).starts_with("std::ranges::");
    if (!iterates || isa<CXXMemberCallExpr>(call)) return true;
    for (const Expr* argument : call->arguments()) {
      if (is_unordered(argument->getType())) found(argument->getBeginLoc());
    }
    return true;
  }

 private:
  void found(SourceLocation at) {
    check_.report(at,
                  "a decision depends on the order of an unordered container, which is another one in another run "
                  "(patterns.md, R §2: the step "
                  "is pure): use std::map or std::set, or a sorted std::vector");
  }

  Check& check_;
};

}  // namespace

void PurityCheck::judge(const Subjects& subjects) {
  for (const FunctionDecl* function : subjects.decisions) FindsWorld(*this).walk(*function);
}

void UnorderedCheck::judge(const Subjects& subjects) {
  for (const FunctionDecl* function : subjects.decisions) FindsUnordered(*this).walk(*function);
}

}  // namespace baton_tidy
