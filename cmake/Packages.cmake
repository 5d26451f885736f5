# `cpack` makes the Debian packages: baton (the program), libbaton0.1 (the shared library) and libbaton-dev (what a compiler
# needs). packaging/README.md says how, and what else is there.
if(NOT PROJECT_IS_TOP_LEVEL OR NOT BATON_INSTALL OR NOT "static" IN_LIST BATON_FORMS OR NOT "shared" IN_LIST BATON_FORMS)
  return()
endif()

set(library_package libbaton${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The Baton authors <baton@localhost>" CACHE STRING "The maintainer of the packages: NAME <ADDRESS>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL baton_program baton_library baton_development)
set(CPACK_COMPONENTS_GROUPING IGNORE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)

set(CPACK_DEBIAN_BATON_PROGRAM_PACKAGE_NAME baton)
set(CPACK_DEBIAN_BATON_PROGRAM_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_BATON_PROGRAM_PACKAGE_RECOMMENDS tzdata)  # time zones of schedules
set(CPACK_COMPONENT_BATON_PROGRAM_DESCRIPTION "The program baton
 It runs workflows durably, on SQLite, with nothing to set up.")

set(CPACK_DEBIAN_BATON_LIBRARY_PACKAGE_NAME ${library_package})
set(CPACK_DEBIAN_BATON_LIBRARY_PACKAGE_SECTION libs)
set(CPACK_COMPONENT_BATON_LIBRARY_DESCRIPTION "The shared library
 The engine, for programs that were linked with libbaton.so.")

set(CPACK_DEBIAN_BATON_DEVELOPMENT_PACKAGE_NAME libbaton-dev)
set(CPACK_DEBIAN_BATON_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_BATON_DEVELOPMENT_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_BATON_DEVELOPMENT_PACKAGE_DEPENDS "${library_package} (= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}), \
libboost1.81-dev | libboost1.83-dev, libsqlite3-dev, libyaml-cpp-dev, libonig-dev, \
libcurl4-openssl-dev | libcurl4-gnutls-dev, libssl-dev")
foreach(pair IN ITEMS redis:libhiredis-dev nats:libnats-dev)
  string(REGEX MATCH "^(.*):(.*)$" pair "${pair}")
  if(CMAKE_MATCH_1 IN_LIST BATON_BUSES)
    string(APPEND CPACK_DEBIAN_BATON_DEVELOPMENT_PACKAGE_DEPENDS ", ${CMAKE_MATCH_2}")
  endif()
endforeach()
set(CPACK_COMPONENT_BATON_DEVELOPMENT_DESCRIPTION "Headers and libraries
 What a program needs to be built with Baton: headers, libbaton.a, libbaton.so, and files for CMake and pkg-config.")

foreach(pair IN ITEMS program:baton library:${library_package} development:libbaton-dev)
  string(REGEX MATCH "^(.*):(.*)$" pair "${pair}")
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/${CMAKE_MATCH_2} RENAME copyright
    COMPONENT baton_${CMAKE_MATCH_1})
endforeach()

include(CPack)
