# What users link, in the build tree and installed. In both, baton::baton is the engine with everything that it needs and
# baton::pattern the headers in baton/pattern/, which need no library; so an example builds alike inside and outside.
#
# Installed are one library in two forms, libbaton.a (baton::static) and libbaton.so (baton::shared), made of the objects
# of the folders' libraries; the headers in include/baton/, nothing from src/; a CMake package; baton.pc and baton-static.pc for pkg-config.
# BATON_FORMS says which of the two are installed.
# In the build tree baton::baton is the folders' libraries themselves, or the shared library if BUILD_SHARED_LIBS is on.
include(CMakePackageConfigHelpers)

set(BATON_FORMS static shared CACHE STRING "The forms of the library that are installed: static, shared or both")

add_library(baton_pattern INTERFACE)
add_library(baton::pattern ALIAS baton_pattern)
target_compile_features(baton_pattern INTERFACE cxx_std_23)
target_link_libraries(baton_pattern INTERFACE Boost::headers)
target_include_directories(baton_pattern INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

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

# How the users of an installed static library find what it links: as the find_dependency() of CMake, and as the name that
# pkg-config knows or the flags that the linker takes.
function(_baton_dependency target)
  set(call)
  set(module)
  set(flags)
  if(target STREQUAL "Threads::Threads")
    set(call "find_dependency(Threads)")
    set(flags -pthread)
  elseif(target MATCHES "^Boost::(headers|boost)$")
    set(call "find_dependency(Boost 1.81)")
  elseif(target STREQUAL "SQLite::SQLite3")
    set(call "find_dependency(SQLite3)")
    set(module sqlite3)
  elseif(target MATCHES "^CURL::")
    set(call "find_dependency(CURL)")
    set(module libcurl)
  elseif(target MATCHES "^OpenSSL::")
    set(call "find_dependency(OpenSSL)")
    set(module openssl)
  elseif(target MATCHES "^yaml-cpp(::.*)?$")
    set(call "find_dependency(yaml-cpp)")
    set(module yaml-cpp)
  elseif(target STREQUAL "oniguruma::onig")
    set(call "find_dependency(oniguruma)")
    set(module oniguruma)
  elseif(target STREQUAL "PkgConfig::oniguruma")
    set(call "find_dependency(PkgConfig)\npkg_check_modules(oniguruma REQUIRED IMPORTED_TARGET oniguruma)")
    set(module oniguruma)
  elseif(target STREQUAL "hiredis::hiredis")
    set(call "find_dependency(hiredis)")
    set(module hiredis)
  elseif(target STREQUAL "cnats::nats")
    set(call "find_dependency(cnats)")
    set(module libnats)
  elseif(target MATCHES "^PkgConfig::(hiredis|libnats)$")
    set(module ${CMAKE_MATCH_1})
    set(call "find_dependency(PkgConfig)\npkg_check_modules(${module} REQUIRED IMPORTED_TARGET ${module})")
  else()
    message(FATAL_ERROR "cmake/Install.cmake does not know how a user of the package finds '${target}'")
  endif()
  set(BATON_DEPENDENCIES ${BATON_DEPENDENCIES} "${call}" PARENT_SCOPE)
  set(BATON_PC_MODULES ${BATON_PC_MODULES} ${module} PARENT_SCOPE)
  set(BATON_PC_FLAGS ${BATON_PC_FLAGS} ${flags} PARENT_SCOPE)
endfunction()

# baton_library(LIBRARIES target...): the given libraries and all that they link, as one.
function(baton_library)
  cmake_parse_arguments(ARG "" "" "LIBRARIES" ${ARGN})
  add_library(baton_package INTERFACE)
  target_link_libraries(baton_package INTERFACE ${ARG_LIBRARIES})
  target_compile_features(baton_package INTERFACE cxx_std_23)

  set(own)
  _baton_link_closure(baton_package own)
  set(foreign ${own})
  list(FILTER own INCLUDE REGEX "^baton_")
  list(REMOVE_ITEM own baton_package baton_options)
  list(FILTER foreign EXCLUDE REGEX "^baton_")

  list(TRANSFORM BATON_FORMS PREPEND baton_ OUTPUT_VARIABLE installed)
  set(objects)
  foreach(target IN LISTS own)
    list(APPEND objects $<TARGET_OBJECTS:${target}>)
  endforeach()
  foreach(form IN ITEMS STATIC SHARED)
    string(TOLOWER baton_${form} library)
    add_library(${library} ${form} ${objects})
    set_target_properties(${library} PROPERTIES OUTPUT_NAME baton LINKER_LANGUAGE CXX UNITY_BUILD OFF)
    target_link_libraries(${library} PUBLIC baton_pattern)
    if(NOT BATON_INSTALL OR NOT library IN_LIST installed)
      set_target_properties(${library} PROPERTIES EXCLUDE_FROM_ALL ON)
    endif()
  endforeach()
  target_link_libraries(baton_static INTERFACE ${foreign})
  target_link_libraries(baton_shared PRIVATE ${foreign})
  # Before 1.0 a minor version may break its users.
  set_target_properties(baton_shared PROPERTIES VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})

  if(BUILD_SHARED_LIBS)
    add_library(baton::baton ALIAS baton_shared)
  else()
    add_library(baton::baton ALIAS baton_package)
  endif()
  if(BATON_INSTALL)
    _baton_install(${foreign})
  endif()
endfunction()

# Components: baton_program, baton_library (the shared library), baton_development (all else that a compiler needs).
function(_baton_install)
  set(BATON_DEPENDENCIES)
  set(BATON_PC_MODULES)
  set(BATON_PC_FLAGS)
  foreach(target IN LISTS ARGN)
    _baton_dependency(${target})
  endforeach()
  foreach(name IN ITEMS BATON_DEPENDENCIES BATON_PC_MODULES BATON_PC_FLAGS)
    list(REMOVE_DUPLICATES ${name})
  endforeach()
  list(JOIN BATON_DEPENDENCIES "\n  " BATON_DEPENDENCIES)
  list(JOIN BATON_PC_MODULES ", " BATON_PC_MODULES)
  list(JOIN BATON_PC_FLAGS " " BATON_PC_FLAGS)

  set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/baton)
  foreach(form IN LISTS BATON_FORMS ITEMS pattern)
    set_target_properties(baton_${form} PROPERTIES EXPORT_NAME ${form})
    install(TARGETS baton_${form} EXPORT baton_${form}
      ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT baton_development
      LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT baton_library NAMELINK_COMPONENT baton_development)
    install(EXPORT baton_${form} NAMESPACE baton:: FILE baton-${form}.cmake DESTINATION ${package_dir}
      COMPONENT baton_development)
  endforeach()
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/baton DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    COMPONENT baton_development FILES_MATCHING PATTERN "*.hpp")

  file(GLOB contract ${PROJECT_SOURCE_DIR}/tests/contract/*_contract.?pp)
  install(FILES ${contract} DESTINATION ${CMAKE_INSTALL_DATADIR}/baton/store_contract/contract
    COMPONENT baton_development)
  install(FILES ${PROJECT_SOURCE_DIR}/cmake/StoreContract.cmake RENAME batonStoreContract.cmake
    DESTINATION ${package_dir} COMPONENT baton_development)

  install(PROGRAMS ${PROJECT_SOURCE_DIR}/tools/check-purity DESTINATION ${CMAKE_INSTALL_DATADIR}/baton
    COMPONENT baton_development)
  foreach(name IN ITEMS Purity Tidy)
    install(FILES ${PROJECT_SOURCE_DIR}/cmake/${name}.cmake RENAME baton${name}.cmake DESTINATION ${package_dir}
      COMPONENT baton_development)
  endforeach()

  # What a reader of the headers is sent to. Decisions, and how fast and how well tested Baton is, are for those who change it.
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/ DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/baton COMPONENT baton_development
    FILES_MATCHING PATTERN "*.md" PATTERN decisions EXCLUDE PATTERN README.md EXCLUDE PATTERN performance.md EXCLUDE
    PATTERN simulation.md EXCLUDE)
  install(FILES ${PROJECT_SOURCE_DIR}/include/baton/README.md RENAME headers.md DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/baton
    COMPONENT baton_development)
  install(FILES ${PROJECT_SOURCE_DIR}/tools/tidy/README.md RENAME baton-tidy.md DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/baton
    COMPONENT baton_development)

  set(BATON_CONTRACT_DIR ${CMAKE_INSTALL_DATADIR}/baton/store_contract)
  set(BATON_PURITY_PROGRAM ${CMAKE_INSTALL_DATADIR}/baton/check-purity)
  set(BATON_TIDY_PROGRAM ${CMAKE_INSTALL_BINDIR}/baton-tidy)
  configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/batonConfig.cmake.in
    ${PROJECT_BINARY_DIR}/batonConfig.cmake INSTALL_DESTINATION ${package_dir} 
    PATH_VARS BATON_CONTRACT_DIR BATON_PURITY_PROGRAM BATON_TIDY_PROGRAM)
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/batonConfigVersion.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/batonConfig.cmake ${PROJECT_BINARY_DIR}/batonConfigVersion.cmake
    DESTINATION ${package_dir} COMPONENT baton_development)

  # Found from where the file itself is, so that the installed tree can be moved.
  cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_INCLUDEDIR BASE_DIRECTORY ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig
    OUTPUT_VARIABLE BATON_PC_INCLUDEDIR)
  set(BATON_PC_static baton-static.pc)
  set(BATON_PC_shared baton.pc)
  foreach(form IN LISTS BATON_FORMS)
    set(file ${BATON_PC_${form}})
    configure_file(${PROJECT_SOURCE_DIR}/cmake/${file}.in ${PROJECT_BINARY_DIR}/${file} @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${file} DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT baton_development)
  endforeach()

  if(TARGET baton)
    install(TARGETS baton RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT baton_program)
  endif()
endfunction()
