# cmake --install build/release: program, unit, settings, manual page, completion, notices; and the
# Debian package of the same files (script/package).
include(GNUInstallDirs)
set(SOFI_BINARY ${CMAKE_INSTALL_FULL_BINDIR}/sofi)
configure_file(deploy/sofi.service.in sofi.service @ONLY)

# The manual page and the completion are made from what the program says of itself.
set(manual ${CMAKE_BINARY_DIR}/manual)
add_custom_command(
    OUTPUT ${manual}/sofi.1 ${manual}/sofi.bash ${manual}/notices.txt
    COMMAND ${CMAKE_COMMAND} -E make_directory ${manual}
    COMMAND ${SOFI_NODE} ${CMAKE_SOURCE_DIR}/tools/manual.mjs $<TARGET_FILE:sofi> ${PROJECT_VERSION} ${manual}
    COMMAND ${SOFI_NODE} ${CMAKE_SOURCE_DIR}/tools/notices.mjs ${CMAKE_SOURCE_DIR} ${manual}/notices.txt
    DEPENDS sofi ${CMAKE_SOURCE_DIR}/tools/manual.mjs ${CMAKE_SOURCE_DIR}/tools/notices.mjs
        ${CMAKE_SOURCE_DIR}/package-lock.json
    COMMENT "Manual page, completion, notices" VERBATIM)
add_custom_target(sofi_manual ALL DEPENDS ${manual}/sofi.1)

install(TARGETS sofi RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${CMAKE_BINARY_DIR}/sofi.service DESTINATION lib/systemd/system)
install(FILES deploy/sofi.env DESTINATION ${CMAKE_INSTALL_FULL_SYSCONFDIR}/sofi PERMISSIONS OWNER_READ OWNER_WRITE)
install(FILES ${manual}/sofi.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME sofi)
install(FILES README.md CHANGELOG.md ${manual}/notices.txt DESTINATION ${CMAKE_INSTALL_DOCDIR})
# gzip -n: the same bytes each time
install(CODE "
    file(MAKE_DIRECTORY \"\$ENV{DESTDIR}${CMAKE_INSTALL_FULL_MANDIR}/man1\")
    execute_process(COMMAND gzip -9nc ${manual}/sofi.1 COMMAND_ERROR_IS_FATAL ANY
        OUTPUT_FILE \"\$ENV{DESTDIR}${CMAKE_INSTALL_FULL_MANDIR}/man1/sofi.1.gz\")")
