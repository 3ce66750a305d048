# boxoffice_room(name [USES targets...] [PRIVATE_USES targets...] [TEST_USES targets...])
#
# One room of the house: every .cpp of this folder (not of tests/) becomes the static library
# boxoffice_<name>, every .hpp is compiled alone by the target all_verify_interface_header_sets, and
# tests/*_test.cpp become the program <name>_tests.
function(boxoffice_room name)
  cmake_parse_arguments(ROOM "" "" "USES;PRIVATE_USES;TEST_USES" ${ARGN})
  set(target "boxoffice_${name}")

  file(GLOB sources CONFIGURE_DEPENDS "*.cpp" "sql/*.cpp")
  file(GLOB headers CONFIGURE_DEPENDS "*.hpp" "sql/*.hpp")
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS "${CMAKE_SOURCE_DIR}/src" FILES ${headers})
  target_link_libraries(${target} ${scope} boxoffice_options ${ROOM_USES})
  set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  if(sources)
    target_link_libraries(${target} PRIVATE ${ROOM_PRIVATE_USES})
  endif()

  file(GLOB tests CONFIGURE_DEPENDS "tests/*.cpp")
  if(BUILD_TESTING AND tests)
    add_executable(${name}_tests ${tests})
    target_link_libraries(${name}_tests PRIVATE ${target} ${ROOM_PRIVATE_USES} ${ROOM_TEST_USES} GTest::gtest_main)
    add_test(NAME ${name} COMMAND ${name}_tests)
  endif()
endfunction()
