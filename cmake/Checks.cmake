# Tests of the tree itself: the pure libraries touch nothing outside, includes point one way, and both checks can fail.
# Include it after all folders were added. The checks are scripts in tools/ that also run on their own.
if(NOT BUILD_TESTING)
  return()
endif()

set(tools ${PROJECT_SOURCE_DIR}/tools)

add_test(NAME include_rules COMMAND ${tools}/check-includes ${PROJECT_SOURCE_DIR})
add_test(NAME include_rules.can_fail COMMAND ${tools}/check-includes-test)

add_test(NAME packaging COMMAND ${PROJECT_SOURCE_DIR}/packaging/check ${PROJECT_SOURCE_DIR})
set_tests_properties(packaging PROPERTIES TIMEOUT 120)

# Sanitizers put their own imports and data into every object. The YAML parser of dsl takes its text from a std::istream
# only; the text is in memory, no number is read through it.
if(NOT BATON_SANITIZE)
  set(pure_libraries)
  foreach(name IN ITEMS value jq schema core)
    if(TARGET baton_${name})
      list(APPEND pure_libraries $<TARGET_FILE:baton_${name}>)
    endif()
  endforeach()
  if(pure_libraries)
    add_test(NAME purity COMMAND ${tools}/check-purity ${pure_libraries})
  endif()
  if(TARGET baton_dsl)
    add_test(NAME purity.dsl COMMAND ${tools}/check-purity --allow "std::locale::locale\\(\\)" $<TARGET_FILE:baton_dsl>)
  endif()
  add_test(NAME purity.can_fail COMMAND ${tools}/check-purity-test ${CMAKE_CXX_COMPILER})
endif()
