# Language level, warnings and sanitizers: one place for the whole tree. As part of another project, Baton is compiled as that
# project says: its build type, its flags, its output folders; and nothing here reaches that project's own targets.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# A shared library shows what the public headers declare: include/baton/detail/visibility.hpp.
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)

  # Sanitizers: fast enough to run all tests, with lines in their reports.
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
  set(CMAKE_CXX_FLAGS_SANITIZE "-O1 -g1")
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release)
  endif()

  find_program(CCACHE_PROGRAM ccache)
  if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  endif()
endif()

option(BATON_BENCH "Build the benchmarks" OFF)
option(BATON_WERROR "Treat warnings as errors, as the presets do" OFF)
set(BATON_SANITIZE "" CACHE STRING "Sanitizers to build with: 'address,undefined' or 'thread'")
option(BATON_LIBFUZZER "Build the fuzz targets with libFuzzer, which needs clang" OFF)

add_library(baton_options INTERFACE)
target_compile_options(baton_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${BATON_WERROR}>:-Werror>
  # GCC 12 reports these inside its own library at -O2.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds>
  # GCC takes the sources of a batch for headers, in which anonymous namespaces would be a mistake.
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wno-subobject-linkage>)
# Nothing here is replaced at load time: calls within a library need not allow for it.
add_compile_options(-fno-semantic-interposition)
# GCC 12 can take a moved-from std::string inside a std::expected for one that was not touched, and free its text twice:
# docs/decisions/0019. StoreError in a batch with SteppedEngineOn's tests was such a case.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  add_compile_options(-fno-ipa-modref)
endif()
if(BATON_SANITIZE)
  add_compile_options(-fsanitize=${BATON_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${BATON_SANITIZE})
  # Asio has fences, which GCC's thread sanitizer does not see, and warns of.
  if(BATON_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-tsan)
  endif()
endif()
if(BATON_LIBFUZZER)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
