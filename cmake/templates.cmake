# sofi_templates(FLOOR): compiles templates/*.html (docs/templates.md) into the floor. A template
# gives tmpl_<name>.c and tmpl_<name>.h; the compiler runs in the source directory, so that errors
# name "templates/<file>.html". A floor without a C file of its own yet has nobody to print a page.
function(sofi_templates floor)
    file(GLOB compiler CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/tmplc*.c)
    add_executable(tmplc ${compiler})
    target_link_libraries(tmplc PRIVATE sofi_flags)

    get_target_property(type ${floor} TYPE)
    if(type STREQUAL "INTERFACE_LIBRARY")
        return()
    endif()
    set(directory ${CMAKE_BINARY_DIR}/templates)
    file(MAKE_DIRECTORY ${directory})
    file(GLOB templates CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}
        ${CMAKE_SOURCE_DIR}/templates/*.html)
    foreach(template ${templates})
        get_filename_component(name ${template} NAME_WE)
        string(REPLACE "-" "_" name ${name})
        set(made ${directory}/tmpl_${name}.c ${directory}/tmpl_${name}.h)
        add_custom_command(OUTPUT ${made}
            COMMAND tmplc -o ${directory} ${template}
            DEPENDS tmplc ${CMAKE_SOURCE_DIR}/${template}
            WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
            COMMENT "Compiling ${template}" VERBATIM)
        target_sources(${floor} PRIVATE ${made})
    endforeach()
    target_include_directories(${floor} PUBLIC ${directory})
endfunction()
