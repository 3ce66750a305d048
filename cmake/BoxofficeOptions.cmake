# Compiler settings that hold for every room.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

set(BOXOFFICE_SANITIZE "" CACHE STRING "Sanitizers for -fsanitize=, such as address,undefined or thread")

# Linking takes memory rather than processors: one at a time.
set_property(GLOBAL PROPERTY JOB_POOLS link=1)
set(CMAKE_JOB_POOL_LINK link)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()

# What the whole house is compiled with. Sources: OpenSSF compiler hardening guide; GCC 12 manual.
add_library(boxoffice_options INTERFACE)
target_compile_options(boxoffice_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
  -Wformat=2 -Werror=format-security
  -Wno-missing-field-initializers # designated initialisers name what they set
  "-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=" # no path of the building machine in the binary
  -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
  -D_GLIBCXX_ASSERTIONS)
target_include_directories(boxoffice_options INTERFACE "${CMAKE_SOURCE_DIR}/src")
target_link_options(boxoffice_options INTERFACE
  -fuse-ld=mold -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code)

if(BOXOFFICE_SANITIZE)
  # The sanitizers' own code confuses GCC 12's flow analysis into seeing uninitialised temporaries; the
  # other presets keep that warning.
  target_compile_options(boxoffice_options INTERFACE
    "-fsanitize=${BOXOFFICE_SANITIZE}" -fno-omit-frame-pointer -fno-sanitize-recover=all
    -Wno-maybe-uninitialized)
  target_link_options(boxoffice_options INTERFACE "-fsanitize=${BOXOFFICE_SANITIZE}")
  if(BOXOFFICE_SANITIZE MATCHES "thread")
    target_compile_options(boxoffice_options INTERFACE -Wno-tsan)
  endif()
else()
  target_compile_options(boxoffice_options INTERFACE -ftrivial-auto-var-init=zero)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(boxoffice_options INTERFACE -D_FORTIFY_SOURCE=3)
  endif()
endif()
