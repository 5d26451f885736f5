# cmake -D MUTANTS=<folder> -D ROOT=<the checkout> -D OUTPUT=x.cpp -P apply_all.cmake: fails if any *.mutant of the folder no longer
# fits the source that it names.
cmake_policy(VERSION 3.25)
file(GLOB mutants ${MUTANTS}/*.mutant)
if(NOT mutants)
  message(FATAL_ERROR "no mutant in ${MUTANTS}")
endif()
foreach(MUTANT IN LISTS mutants)
  include(${CMAKE_CURRENT_LIST_DIR}/apply.cmake)
endforeach()
