# sofi_version(): build/<preset>/generated/version.h, written again when what it says changes. The commit
# is known in a clone only: a tarball of the same sources builds the same binary anywhere.
if(CMAKE_SCRIPT_MODE_FILE)
    set(commit "")
    if(EXISTS ${SOURCE}/.git)
        execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --exclude=*
            OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
        if(failed)
            set(commit "")
        endif()
    endif()
    file(CONFIGURE OUTPUT ${OUTPUT} CONTENT
        "#define SOFI_VERSION \"@VERSION@\"\n#define SOFI_COMMIT \"@commit@\"\n" @ONLY)
    return()
endif()

function(sofi_version target)
    set(directory ${CMAKE_BINARY_DIR}/generated/version)
    add_custom_target(sofi_version_header BYPRODUCTS ${directory}/version.h
        COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_SOURCE_DIR} -DVERSION=${PROJECT_VERSION}
            -DOUTPUT=${directory}/version.h -P ${CMAKE_SOURCE_DIR}/cmake/version.cmake
        VERBATIM)
    target_include_directories(${target} PRIVATE ${directory})
    add_dependencies(${target} sofi_version_header)
endfunction()
