# Whether the tests are built: Baton's folders ask BUILD_TESTING. As part of another project it is set here for Baton alone,
# whatever that project says of its own tests; and CTest's dashboard targets are not added to it.
if(PROJECT_IS_TOP_LEVEL)
  include(CTest)
elseif(BATON_TESTS AND NOT DEFINED BUILD_TESTING)
  set(BUILD_TESTING ON)
endif()
if(NOT BATON_TESTS)
  set(BUILD_TESTING OFF)
endif()
if(BUILD_TESTING)
  enable_testing()
  include(GoogleTest)
  set(BATON_PROGRAM ON)  # which tests run
endif()
