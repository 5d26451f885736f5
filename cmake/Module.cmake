# baton_module(NAME [HOT] [TEST_NAME name] DEPENDS target...): the static library of one folder under src/ and, from its
# *_test.cpp files, that folder's test program, by default NAME_test. Everything that is not listed in DEPENDS does not
# link. HOT: every event passes through it, so in a batch its functions are inlined as much as if each source stood alone.
function(baton_module name)
  cmake_parse_arguments(ARG "HOT" "TEST_NAME" "DEPENDS;TEST_DEPENDS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")

  # A folder that holds only headers so far is a library all the same.
  if(NOT sources)
    set(sources ${CMAKE_CURRENT_BINARY_DIR}/headers_only.cpp)
    file(CONFIGURE OUTPUT ${sources} CONTENT "")
  endif()

  add_library(baton_${name} STATIC ${sources})
  target_include_directories(baton_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(baton_${name} PUBLIC ${ARG_DEPENDS} PRIVATE $<BUILD_INTERFACE:baton_options>)
  # GCC stops inlining in a unit that has grown by 40 %, but not below this size. A batch is eight units.
  if(ARG_HOT)
    target_compile_options(baton_${name} PRIVATE
      $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_UNITY_BUILD}>>:--param=large-unit-insns=80000>)
  endif()

  if(NOT ARG_TEST_NAME)
    set(ARG_TEST_NAME ${name}_test)
  endif()
  if(BUILD_TESTING AND tests)
    baton_test(${ARG_TEST_NAME} SOURCES ${tests} DEPENDS baton_${name} ${ARG_TEST_DEPENDS})
  endif()
endfunction()

# baton_compile_apart(source...): these stay out of the batches of a unity build, because they define names that others in
# their folder define too.
function(baton_compile_apart)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# baton_test(NAME SOURCES file... DEPENDS target...): one GoogleTest program, each test known to CTest.
function(baton_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} baton_options ${RAPIDCHECK_LIBRARY} GTest::gmock GTest::gtest_main)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
endfunction()
