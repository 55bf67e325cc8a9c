# Warnings are errors; hardened in release; sanitizers where the preset asks for them.
add_library(sofi_flags INTERFACE)
target_compile_options(sofi_flags INTERFACE
    -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual
    -Wwrite-strings -Wformat=2 -Wundef -Wvla -Wimplicit-fallthrough -Werror
    -fno-common -fstack-protector-strong)
target_compile_definitions(sofi_flags INTERFACE _GNU_SOURCE)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(sofi_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
        -fstack-clash-protection -fcf-protection -fPIE -g1)
    target_link_options(sofi_flags INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
if(SOFI_SANITIZE)
    target_compile_options(sofi_flags INTERFACE -fsanitize=${SOFI_SANITIZE}
        -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(sofi_flags INTERFACE -fsanitize=${SOFI_SANITIZE})
    # Some seventy test programs are linked: gold, of binutils as the usual one, takes half of its time
    find_program(SOFI_GOLD ld.gold)
    if(SOFI_GOLD AND SOFI_TESTS)
        target_link_options(sofi_flags INTERFACE -fuse-ld=gold)
    endif()
endif()
