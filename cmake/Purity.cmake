# baton_check_purity(TARGET [ALLOW regex...]): the objects of TARGET, a library of any kind or a program, must touch no clock,
# randomness, environment, file, socket, thread, process, locale or global; else the build stops. It reads their symbols, so it also sees
# what a header or a macro brings. ALLOW: names that may be imported all the same, as the check reports them, from their beginning.
set_property(GLOBAL PROPERTY BATON_CHECK_PURITY "${BATON_CHECK_PURITY}")

function(baton_check_purity target)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "ALLOW")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "baton_check_purity(${target}): unknown arguments: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  get_property(check GLOBAL PROPERTY BATON_CHECK_PURITY)
  set(allowed)
  foreach(name IN LISTS ARG_ALLOW)
    list(APPEND allowed --allow "${name}")
  endforeach()
  set(stamp ${CMAKE_CURRENT_BINARY_DIR}/${target}.pure)
  add_custom_command(OUTPUT ${stamp}
    COMMAND ${check} ${allowed} $<TARGET_OBJECTS:${target}>
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    DEPENDS ${target} $<TARGET_OBJECTS:${target}> ${check}
    COMMENT "Checking that ${target} is pure" COMMAND_EXPAND_LISTS VERBATIM)
  add_custom_target(${target}.purity ALL DEPENDS ${stamp})
endfunction()
