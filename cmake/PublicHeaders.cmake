# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: LGPL-3.0-or-later

# What an application can include: each public header, then its other names. server/api/connection.h is <Landline/connection.h> and
# <Landline/Connection>, here and where Landline is installed. Public headers include one another in the first form.
#
# tests/structure reads this list: a public header includes no other header of ours, and has all names of its types.
set(LANDLINE_PUBLIC_HEADERS
    server/api/apikeyconfig.h ApiKeyConfig ApiScope
    server/api/audience.h Audience
    server/api/connection.h Connection
    server/api/connectionlist.h ConnectionList ConnectionLookup GroupSize NodeCounters
    server/api/context.h Context
    server/api/controller.h Controller
    server/api/delivery.h Delivery
    server/api/httpcontroller.h HttpController
    server/api/httphandler.h HttpHandler HttpStreamHandler
    server/api/httproute.h HttpRoute
    server/api/middleware.h Middleware
    server/api/nodeconfig.h NodeConfig RouteConfig ServerConfig
    server/api/redaction.h Redaction
    server/api/registry.h MountContext Registry
    server/api/reply.h Reply
    server/api/request.h Request
    server/api/requeststream.h RequestStream
    server/api/response.h Response
    server/api/responsestream.h ResponseStream
    server/api/route.h Route
    server/api/router.h Router
    server/api/sender.h Sender
    server/api/settings.h CompressionSettings Settings
    server/api/tlsconfig.h CertificateFiles TlsConfig
    server/app/program.h Program
    server/node.h Node
    server/controllers/stock.h
    shared/closecode.h CloseCode
    shared/closeinfo.h CloseInfo
    shared/connectioninfo.h ConnectionInfo
    shared/filter.h Filter FilterCompletion FilterError
    shared/filterkey.h FilterKey FilterValue
    shared/frame.h Frame
    shared/ipnetwork.h IpNetwork
    shared/namespace.h BackendType ClosedBy FrameType NodeState PushResult RefusalReason ServerType SlowConsumer
    shared/outcome.h Outcome
    shared/peeraddress.h PeerAddress
    shared/serverinfo.h ServerInfo)

# The same of the other components; <Landline/Landline> does not include them. server/testing/client.h is <Landline/testing/client.h>.
set(LANDLINE_PUBLIC_HEADERS_QtBackend
    server/qt/installqtbackend.h QtBackend)
set(LANDLINE_PUBLIC_HEADERS_Test
    server/testing/client.h
    server/testing/httpclient.h
    server/testing/httpresponse.h
    server/testing/logcapture.h
    server/testing/node.h
    server/testing/test.h Test
    server/testing/waiting.h)

# Writes to ${PROJECT_BINARY_DIR}/include what stands for the public headers while they are in the tree: <Landline/connection.h>
# that includes server/api/connection.h, and <Landline/Connection> that includes the former. \a installed gets the files to install.
function(landline_forward_headers headers installed)
    set(folder "${PROJECT_BINARY_DIR}/include/Landline")
    set(files)
    foreach(item IN LISTS headers)
        if(item MATCHES "\\.h$")
            cmake_path(GET item FILENAME header)
            if(item MATCHES "/testing/[^/]*$")
                string(PREPEND header testing/)
            endif()
            set(path "${PROJECT_SOURCE_DIR}/${item}")
            file(CONFIGURE OUTPUT "${folder}/${header}" CONTENT "#include \"@path@\"\n" @ONLY)
            list(APPEND files "${path}")
        else()
            file(CONFIGURE OUTPUT "${folder}/${item}" CONTENT "#include \"@header@\"\n" @ONLY)
            list(APPEND files "${folder}/${item}")
        endif()
    endforeach()
    set(${installed} ${files} PARENT_SCOPE)
endfunction()

# <Landline/Landline>, <Landline/Version>, and what is no layer's.
set(all "${LANDLINE_PUBLIC_HEADERS}")
list(FILTER all INCLUDE REGEX "\\.h$")
list(TRANSFORM all REPLACE ".*/(.*)" "#include \"\\1\"")
list(JOIN all "\n" all)
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/include/Landline/Landline" CONTENT "@all@\n#include \"version.h\"\n" @ONLY)
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/include/Landline/Version" CONTENT "#include \"version.h\"\n")
configure_file("${CMAKE_CURRENT_LIST_DIR}/version.h.in" "${PROJECT_BINARY_DIR}/include/Landline/version.h" @ONLY)
configure_file("${CMAKE_CURRENT_LIST_DIR}/landline_export.h.in" "${PROJECT_BINARY_DIR}/include/Landline/landline_export.h" COPYONLY)
configure_file("${CMAKE_CURRENT_LIST_DIR}/landline.h.in" "${PROJECT_BINARY_DIR}/include/landline.h" COPYONLY)

landline_forward_headers("${LANDLINE_PUBLIC_HEADERS}" LANDLINE_INSTALLED_HEADERS)
list(APPEND LANDLINE_INSTALLED_HEADERS
    "${PROJECT_BINARY_DIR}/include/Landline/Landline"
    "${PROJECT_BINARY_DIR}/include/Landline/Version"
    "${PROJECT_BINARY_DIR}/include/Landline/landline_export.h"
    "${PROJECT_BINARY_DIR}/include/Landline/version.h")
landline_forward_headers("${LANDLINE_PUBLIC_HEADERS_Test}" LANDLINE_INSTALLED_HEADERS_Test)
if(LANDLINE_BUILD_QT_BACKEND)
    landline_forward_headers("${LANDLINE_PUBLIC_HEADERS_QtBackend}" LANDLINE_INSTALLED_HEADERS_QtBackend)
endif()
