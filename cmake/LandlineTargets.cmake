# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: LGPL-3.0-or-later

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_AUTOMOC ON)
set(CMAKE_AUTORCC ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

# What every target of ours is compiled with; never passed on to an application that links Landline.
add_library(landline_build_flags INTERFACE)
target_compile_options(landline_build_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wsuggest-override
    # GCC 12 finds overflows at -O1 in Qt's own headers that are none.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>
    $<$<BOOL:${LANDLINE_WARNINGS_AS_ERRORS}>:-Werror>)
target_compile_definitions(landline_build_flags INTERFACE
    QT_NO_CAST_TO_ASCII
    QT_NO_URL_CAST_FROM_STRING
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
    QT_STRICT_ITERATORS
    QT_NO_FOREACH
    $<$<NOT:$<BOOL:${BUILD_SHARED_LIBS}>>:LANDLINE_STATIC>)
if(LANDLINE_SANITIZE)
    target_compile_options(landline_build_flags INTERFACE
        -fsanitize=${LANDLINE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(landline_build_flags INTERFACE -fsanitize=${LANDLINE_SANITIZE})
endif()

# Qt's headers parsed once for all targets: half of the time that a build takes. Off for releases, which thereby prove that
# every file includes what it needs.
option(LANDLINE_PRECOMPILE "Precompile Qt's headers" OFF)
if(LANDLINE_PRECOMPILE)
    file(WRITE "${CMAKE_BINARY_DIR}/precompiled.cpp" "// What the precompiled header is made for.\n")
    add_library(landline_precompiled OBJECT "${CMAKE_BINARY_DIR}/precompiled.cpp")
    set_target_properties(landline_precompiled PROPERTIES AUTOMOC OFF)
    target_link_libraries(landline_precompiled PRIVATE Qt6::Core Qt6::Network landline_build_flags)
    target_precompile_headers(landline_precompiled PRIVATE <QtCore/QtCore> <QtNetwork/QtNetwork>)
endif()
function(landline_precompile target)
    if(LANDLINE_PRECOMPILE)
        target_precompile_headers(${target} REUSE_FROM landline_precompiled)
    endif()
endfunction()

# landline_library(<layer> SOURCES ... LINK ... PRIVATE_LINK ...): one layer of the house as a static library Landline::<layer>. The
# tests link layers; applications link what landline_product() makes of them.
# Includes are written from the top of the tree's half ("api/connection.h", "runtime/mailbox.h").
function(landline_library layer)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
    string(TOLOWER ${layer} name)
    add_library(landline_${name} STATIC ${ARG_SOURCES})
    add_library(Landline::${layer} ALIAS landline_${name})
    target_compile_features(landline_${name} PUBLIC cxx_std_20) # of the headers, and so of who includes them
    target_include_directories(landline_${name} PUBLIC "${PROJECT_BINARY_DIR}/include")
    target_link_libraries(landline_${name}
        PUBLIC ${ARG_LINK}
        PRIVATE ${ARG_PRIVATE_LINK} landline_build_flags)
    set(outside ${ARG_LINK} ${ARG_PRIVATE_LINK})
    list(FILTER outside EXCLUDE REGEX "Landline::")
    set_target_properties(landline_${name} PROPERTIES LANDLINE_LINKS_OUTSIDE "${outside}")
    # The precompiled headers are for those who know Qt's network module as well.
    if(NOT ARG_LINK STREQUAL "Qt6::Core")
        landline_precompile(landline_${name})
    endif()
endfunction()

# landline_product(<name> OUTPUT_NAME <name of the file> LAYERS ... [LINK <products>]): a library that is installed, Landline::<name>, of
# the objects of layers. Static or shared, as BUILD_SHARED_LIBS says. It links what its layers link outside of the tree.
function(landline_product product)
    cmake_parse_arguments(ARG "" "OUTPUT_NAME" "LAYERS;LINK" ${ARGN})
    string(TOLOWER ${product} name)
    set(target landline_${name})
    add_library(${target})
    add_library(Landline::${product} ALIAS ${target})
    foreach(layer IN LISTS ARG_LAYERS)
        string(TOLOWER ${layer} layer)
        target_sources(${target} PRIVATE $<TARGET_OBJECTS:landline_${layer}>)
        get_target_property(outside landline_${layer} LANDLINE_LINKS_OUTSIDE)
        list(APPEND links ${outside})
    endforeach()
    list(REMOVE_DUPLICATES links)
    set(private ${links})
    # Public headers include QtCore and QtNetwork, and nothing else.
    set(public_links "^Qt6::(Core|Network)$")
    list(FILTER links INCLUDE REGEX "${public_links}")
    list(FILTER private EXCLUDE REGEX "${public_links}")
    target_link_libraries(${target} PUBLIC ${ARG_LINK} ${links} PRIVATE ${private})
    if(LANDLINE_SANITIZE)
        target_link_options(${target} PRIVATE -fsanitize=${LANDLINE_SANITIZE})
    endif()
    target_compile_features(${target} PUBLIC cxx_std_20)
    target_include_directories(${target} INTERFACE
        "$<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>"
        "$<INSTALL_INTERFACE:include>")
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "STATIC_LIBRARY")
        target_compile_definitions(${target} INTERFACE LANDLINE_STATIC)
    elseif(NOT LANDLINE_SANITIZE)
        target_link_options(${target} PRIVATE -Wl,--no-undefined)
    endif()
    set_target_properties(${target} PROPERTIES
        AUTOMOC OFF
        EXPORT_NAME ${product}
        LINKER_LANGUAGE CXX
        OUTPUT_NAME ${ARG_OUTPUT_NAME}
        SOVERSION 0
        VERSION ${PROJECT_VERSION})
endfunction()

# landline_embed(<target> <file> HEADER <header> FUNCTION <name>): the bytes of a file as the function `QByteArray Landline::<name>()`,
# which <header> declares. A resource of Qt in a static library would be lost by the linker, and cannot be exported.
function(landline_embed target file)
    cmake_parse_arguments(ARG "" "HEADER;FUNCTION" "" ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
    file(READ "${file}" bytes HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
    string(REPEAT "0x..," 24 line)
    string(REGEX REPLACE "(${line})" "\\1\n    " bytes "${bytes}")
    set(source "${CMAKE_CURRENT_BINARY_DIR}/${ARG_FUNCTION}.cpp")
    file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [[
#include "@ARG_HEADER@"

static const unsigned char bytes[] = {
    @bytes@
};

QByteArray Landline::@ARG_FUNCTION@()
{
    return QByteArray::fromRawData(reinterpret_cast<const char *>(bytes), sizeof(bytes));
}
]])
    target_sources(${target} PRIVATE "${source}")
    set_source_files_properties("${source}" PROPERTIES SKIP_AUTOMOC ON)
endfunction()
