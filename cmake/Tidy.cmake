# baton_tidy(TARGET): whenever a source of TARGET is compiled, baton-tidy looks at it too; what it finds stops the build. One that
# is to be let pass gets a comment: // NOLINT(baton-logic). It takes clang-tidy 19; without it this warns, and nothing is checked.
#
# For one file instead: baton-tidy FILE -- COMPILER-OPTIONS. For a folder with a .clang-tidy of its own:
# clang-tidy-19 --load=…/baton-tidy.so, with baton-* among its Checks.
set_property(GLOBAL PROPERTY BATON_TIDY "${BATON_TIDY}")

function(baton_tidy target)
  get_property(tidy GLOBAL PROPERTY BATON_TIDY)
  find_program(BATON_CLANG_TIDY clang-tidy-19)
  get_target_property(other ${target} CXX_CLANG_TIDY)
  if(NOT tidy OR NOT BATON_CLANG_TIDY)
    message(WARNING "baton_tidy(${target}): nothing is checked. It needs clang-tidy-19 and Baton's plugin for it, which is built with "
      "BATON_WITH_TIDY=ON")
  elseif(other)
    message(WARNING "baton_tidy(${target}): nothing is checked, since the target has a clang-tidy already: let that one --load "
      "Baton's plugin, and add baton-* to its checks")
  else()
    set_target_properties(${target} PROPERTIES CXX_CLANG_TIDY "${tidy};--quiet")
    if(TARGET baton_tidy_plugin)
      add_dependencies(${target} baton_tidy_plugin)
    endif()
  endif()
endfunction()
