# baton_install(LIBRARIES target...): makes `cmake --install` leave a package that find_package(baton) finds. Its target
# baton::baton links the given libraries and all that they need; only include/baton/ is installed, nothing from src/.
# In this tree, baton::baton means the same, so that an example builds alike inside and outside.
include(CMakePackageConfigHelpers)

# Appends to the variable named by `found` all targets that `target` links, itself first, each once.
function(_baton_link_closure target found)
  set(seen ${${found}})
  if(target IN_LIST seen)
    return()
  endif()
  list(APPEND seen ${target})
  if(target MATCHES "^baton_")
    get_target_property(links ${target} INTERFACE_LINK_LIBRARIES)
    foreach(link IN LISTS links)
      string(REGEX REPLACE "^\\$<LINK_ONLY:(.*)>$" "\\1" link "${link}")
      if(TARGET "${link}")
        _baton_link_closure(${link} seen)
      endif()
    endforeach()
  endif()
  set(${found} ${seen} PARENT_SCOPE)
endfunction()

# The find_dependency() call that gives a consumer this target.
function(_baton_dependency target call)
  if(target STREQUAL "Threads::Threads")
    set(line "find_dependency(Threads)")
  elseif(target MATCHES "^Boost::(headers|boost)$")
    set(line "find_dependency(Boost 1.81)")
  elseif(target MATCHES "^Boost::(.+)$")
    set(line "find_dependency(Boost 1.81 COMPONENTS ${CMAKE_MATCH_1})")
  elseif(target STREQUAL "SQLite::SQLite3")
    set(line "find_dependency(SQLite3)")
  elseif(target STREQUAL "PostgreSQL::PostgreSQL")
    set(line "find_dependency(PostgreSQL)")
  elseif(target MATCHES "^CURL::")
    set(line "find_dependency(CURL)")
  elseif(target MATCHES "^PkgConfig::(.+)$")
    set(line "find_dependency(PkgConfig)\npkg_check_modules(${CMAKE_MATCH_1} REQUIRED IMPORTED_TARGET ${CMAKE_MATCH_1})")
  elseif(target MATCHES "^(yaml-cpp|spdlog|fmt|CLI11|OpenSSL|prometheus-cpp|hiredis|cnats|valijson)(::.*)?$")
    set(line "find_dependency(${CMAKE_MATCH_1})")
  else()
    message(FATAL_ERROR "cmake/Install.cmake does not know how a consumer of the package finds '${target}'")
  endif()
  set(${call} "${line}" PARENT_SCOPE)
endfunction()

function(baton_install)
  cmake_parse_arguments(ARG "" "" "LIBRARIES" ${ARGN})
  add_library(baton_package INTERFACE)
  add_library(baton::baton ALIAS baton_package)
  target_link_libraries(baton_package INTERFACE ${ARG_LIBRARIES})

  set(closure)
  _baton_link_closure(baton_package closure)
  set(own ${closure})
  list(FILTER own INCLUDE REGEX "^baton_")
  list(REMOVE_ITEM own baton_options)
  set(foreign ${closure})
  list(FILTER foreign EXCLUDE REGEX "^baton_")

  set(calls)
  foreach(target IN LISTS foreign)
    _baton_dependency(${target} call)
    list(APPEND calls "${call}")
  endforeach()
  list(REMOVE_DUPLICATES calls)
  list(JOIN calls "\n" BATON_DEPENDENCIES)

  foreach(target IN LISTS own)
    string(REGEX REPLACE "^baton_" "" short ${target})
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${short})
  endforeach()
  set_target_properties(baton_package PROPERTIES EXPORT_NAME baton)
  target_compile_features(baton_package INTERFACE cxx_std_23)

  set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/baton)
  install(TARGETS ${own} EXPORT baton_targets COMPONENT baton_development
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT baton_targets NAMESPACE baton:: FILE batonTargets.cmake DESTINATION ${package_dir}
    COMPONENT baton_development)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/baton DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    COMPONENT baton_development FILES_MATCHING PATTERN "*.hpp")
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT baton_development)
  if(TARGET baton)
    install(TARGETS baton RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT baton_program)
  endif()

  configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/batonConfig.cmake.in
    ${PROJECT_BINARY_DIR}/batonConfig.cmake INSTALL_DESTINATION ${package_dir})
  # Before 1.0 a minor version may break its users.
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/batonConfigVersion.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/batonConfig.cmake ${PROJECT_BINARY_DIR}/batonConfigVersion.cmake
    DESTINATION ${package_dir} COMPONENT baton_development)
endfunction()
