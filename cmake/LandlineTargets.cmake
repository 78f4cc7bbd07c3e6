# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: GPL-3.0-or-later

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_AUTOMOC ON)
set(CMAKE_AUTORCC ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
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
    LANDLINE_VERSION="${PROJECT_VERSION}")
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

# landline_library(<layer> SOURCES ... LINK ...): one layer of the house as a static library Landline::<layer>.
# Includes are written from the top of the tree's half ("api/frame.h", "runtime/mailbox.h").
function(landline_library layer)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
    string(TOLOWER ${layer} name)
    add_library(landline_${name} STATIC ${ARG_SOURCES})
    add_library(Landline::${layer} ALIAS landline_${name})
    target_compile_features(landline_${name} PUBLIC cxx_std_20) # of the headers, and so of who includes them
    target_link_libraries(landline_${name}
        PUBLIC ${ARG_LINK}
        PRIVATE ${ARG_PRIVATE_LINK} $<BUILD_INTERFACE:landline_build_flags>)
    # The precompiled headers are for those who know Qt's network module as well.
    if(NOT ARG_LINK STREQUAL "Qt6::Core")
        landline_precompile(landline_${name})
    endif()
endfunction()
