# What Baton links. A target that a project around Baton has already is used as it is; all others are looked for.
#
#   baton_find(TARGET PACKAGE [ARGUMENT...])   find_package(PACKAGE ARGUMENT...), unless TARGET exists
macro(baton_find target)
  if(NOT TARGET ${target})
    find_package(${ARGN} REQUIRED)
  endif()
endmacro()

baton_find(Threads::Threads Threads)
baton_find(Boost::headers Boost 1.81)
baton_find(SQLite::SQLite3 SQLite3)
baton_find(CURL::libcurl CURL)

# The two names of yaml-cpp: before and since its version 0.8.
if(NOT TARGET yaml-cpp)
  baton_find(yaml-cpp::yaml-cpp yaml-cpp)
endif()
set(BATON_YAML yaml-cpp)
if(TARGET yaml-cpp::yaml-cpp)
  set(BATON_YAML yaml-cpp::yaml-cpp)
endif()

# oniguruma: its own CMake package where there is one (vcpkg, Conan), else pkg-config.
set(BATON_ONIGURUMA oniguruma::onig)
if(NOT TARGET oniguruma::onig)
  find_package(oniguruma QUIET CONFIG)
endif()
if(NOT TARGET oniguruma::onig)
  set(BATON_ONIGURUMA PkgConfig::oniguruma)
  if(NOT TARGET PkgConfig::oniguruma)
    find_package(PkgConfig REQUIRED)
    pkg_check_modules(oniguruma REQUIRED IMPORTED_TARGET oniguruma)
  endif()
endif()

if(BATON_PROGRAM)
  baton_find(CLI11::CLI11 CLI11)
  baton_find(spdlog::spdlog spdlog)
endif()
if(BUILD_TESTING)
  baton_find(GTest::gtest GTest)
  find_library(RAPIDCHECK_LIBRARY rapidcheck REQUIRED)
  baton_find(PostgreSQL::PostgreSQL PostgreSQL)
endif()
