# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: LGPL-3.0-or-later

# cmake --install: libraries, public headers, the files by which others find them (CMake, pkg-config), programs.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
set(config_folder "${CMAKE_INSTALL_LIBDIR}/cmake/Landline")

# What the static libraries link and consumers have to link too: for CMake, for pkg-config.
set(LANDLINE_STATIC OFF)
set(LANDLINE_PC_REQUIRES "Qt6Core >= 6.4, Qt6Network >= 6.4")
set(LANDLINE_PC_CFLAGS "")
if(NOT BUILD_SHARED_LIBS)
    set(LANDLINE_STATIC ON)
    string(APPEND LANDLINE_PC_REQUIRES ", zlib, tomlplusplus")
    set(LANDLINE_PC_QT_REQUIRES ", Qt6HttpServer >= 6.4, Qt6WebSockets >= 6.4")
    set(LANDLINE_PC_CFLAGS " -DLANDLINE_STATIC")
endif()
get_target_property(links landline_server LINK_LIBRARIES)
set(LANDLINE_USES_OPENSSL OFF)
if(links MATCHES "OpenSSL::")
    set(LANDLINE_USES_OPENSSL ON)
    if(LANDLINE_STATIC)
        string(APPEND LANDLINE_PC_REQUIRES ", openssl")
    endif()
endif()

# landline_install_component(<component> <headers...>): the library Landline::<component> as a component of find_package(Landline).
function(landline_install_component component)
    string(TOLOWER ${component} name)
    install(TARGETS landline_${name} EXPORT Landline${component}
        RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}"
        LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT ${name} NAMELINK_COMPONENT development
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development)
    install(EXPORT Landline${component}
        NAMESPACE Landline::
        DESTINATION "${config_folder}"
        FILE Landline${component}Targets.cmake
        COMPONENT development)
    set(headers ${ARGN})
    set(testing ${ARGN})
    list(FILTER testing INCLUDE REGEX "/testing/[^/]*\\.h$")
    list(FILTER headers EXCLUDE REGEX "/testing/[^/]*\\.h$")
    install(FILES ${headers} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/Landline" COMPONENT development)
    install(FILES ${testing} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/Landline/testing" COMPONENT development)
endfunction()

# landline_install_pc(<name>): <name>.pc of <name>.pc.in.
function(landline_install_pc name)
    # The prefix is found from where the file is, so that an installed tree can be moved.
    cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
        BASE_DIRECTORY "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig"
        OUTPUT_VARIABLE LANDLINE_PC_PREFIX)
    configure_file("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${name}.pc.in" "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
    install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT development)
endfunction()

landline_install_component(Server ${LANDLINE_INSTALLED_HEADERS})
install(FILES "${PROJECT_BINARY_DIR}/include/landline.h" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development)
landline_install_pc(landline)
landline_install_component(Test ${LANDLINE_INSTALLED_HEADERS_Test})
if(LANDLINE_BUILD_QT_BACKEND)
    landline_install_component(QtBackend ${LANDLINE_INSTALLED_HEADERS_QtBackend})
    landline_install_pc(landline-qt)
endif()

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/LandlineConfig.cmake.in" "${PROJECT_BINARY_DIR}/LandlineConfig.cmake"
    INSTALL_DESTINATION "${config_folder}"
    NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/LandlineConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/LandlineConfig.cmake" "${PROJECT_BINARY_DIR}/LandlineConfigVersion.cmake"
    DESTINATION "${config_folder}"
    COMPONENT development)

if(LANDLINE_BUILD_PROGRAMS)
    install(TARGETS landline COMPONENT programs)
endif()
if(LANDLINE_BUILD_CONSOLE)
    install(TARGETS landline-admin COMPONENT console)
endif()
