# What is embedded in the binary, made at build time: static files (tools/assets.mjs), migrations
# (tools/embed.c), communes and postal codes (tools/communes.mjs). Node runs only when a source of
# these changed; script/build has installed node_modules before.
find_program(SOFI_NODE NAMES node nodejs REQUIRED)

# The generated source joins a floor; without a source file of its own a floor has nothing to join.
function(sofi_add_generated name source)
    string(REPLACE "/" "_" floor ${name})
    get_target_property(kind ${floor} TYPE)
    if(kind STREQUAL "OBJECT_LIBRARY")
        target_sources(${floor} PRIVATE ${source})
    endif()
endfunction()

# sofi_assets(FLOOR floors…): asset_table.c goes to FLOOR; asset_paths.h can be included there and by
# the other floors named.
function(sofi_assets floor)
    set(directory ${CMAKE_BINARY_DIR}/assets)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/*)
    add_custom_command(
        OUTPUT ${directory}/asset_table.c ${directory}/asset_paths.h
        COMMAND ${SOFI_NODE} ${CMAKE_SOURCE_DIR}/tools/assets.mjs ${CMAKE_SOURCE_DIR} ${directory}
        DEPENDS ${sources} ${CMAKE_SOURCE_DIR}/tools/assets.mjs
            ${CMAKE_SOURCE_DIR}/tools/notices.mjs ${CMAKE_SOURCE_DIR}/package-lock.json
        COMMENT "Assets" VERBATIM)
    add_custom_target(sofi_asset_files DEPENDS ${directory}/asset_table.c ${directory}/asset_paths.h)
    sofi_add_generated(${floor} ${directory}/asset_table.c)
    foreach(reader ${floor} ${ARGN})
        get_target_property(kind ${reader} TYPE)
        if(kind STREQUAL "OBJECT_LIBRARY")
            target_include_directories(${reader} PUBLIC ${directory})
            add_dependencies(${reader} sofi_asset_files)
        endif()
    endforeach()
endfunction()

# sofi_migrations(FLOOR): migrations/*.sql as migration_table.c.
function(sofi_migrations floor)
    set(output ${CMAKE_BINARY_DIR}/migration_table.c)
    file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/migrations/*.sql)
    add_executable(embed ${CMAKE_SOURCE_DIR}/tools/embed.c)
    target_link_libraries(embed PRIVATE sofi_flags)
    add_custom_command(OUTPUT ${output} COMMAND embed ${output} ${files}
        DEPENDS embed ${files} COMMENT "Migrations" VERBATIM)
    sofi_add_generated(${floor} ${output})
endfunction()

# sofi_communes(FLOOR): communes and postal codes as commune_table.c.
function(sofi_communes floor)
    set(output ${CMAKE_BINARY_DIR}/commune_table.c)
    add_custom_command(OUTPUT ${output}
        COMMAND ${SOFI_NODE} ${CMAKE_SOURCE_DIR}/tools/communes.mjs ${CMAKE_SOURCE_DIR} ${output}
        DEPENDS ${CMAKE_SOURCE_DIR}/tools/communes.mjs ${CMAKE_SOURCE_DIR}/package-lock.json
        COMMENT "Communes" VERBATIM)
    sofi_add_generated(${floor} ${output})
endfunction()
