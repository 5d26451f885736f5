# baton_store_contract(TARGET): adds to the test program TARGET what every store must do (GoogleTest, with gmock), as
# Baton's own stores are tested. The program says how its stores are opened: see contract/store_contract.hpp.
set_property(GLOBAL PROPERTY BATON_STORE_CONTRACT "${BATON_STORE_CONTRACT}")

function(baton_store_contract target)
  find_package(GTest REQUIRED)
  get_property(folder GLOBAL PROPERTY BATON_STORE_CONTRACT)
  file(GLOB sources ${folder}/contract/*_contract.cpp)
  target_sources(${target} PRIVATE ${sources})
  target_include_directories(${target} PRIVATE ${folder})
  target_link_libraries(${target} PRIVATE baton::baton GTest::gmock)
endfunction()
