#include "listen.h"

#include "text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024

/* Cuts "host:port" at its last colon, brackets of an IPv6 address taken off. */
static bool split_address(struct arena *arena, const char *address, const char **host_r,
                          const char **port_r)
{
    const char *colon = strrchr(address, ':');
    int64_t port = -1;
    if (colon == NULL || !text_to_int(colon + 1, &port) || port < 0 || port > 65535) {
        return false;
    }
    size_t length = (size_t)(colon - address);
    if (length >= 2 && address[0] == '[' && colon[-1] == ']') {
        address++;
        length -= 2;
    }
    *host_r = length == 0 ? NULL : arena_strndup(arena, address, length);
    *port_r = colon + 1;
    return true;
}

static int open_socket(const struct addrinfo *info)
{
    int on = 1;
    int fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return -1;
    }
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(fd, info->ai_addr, info->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

static int port_of(int fd)
{
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &length) != 0) {
        return 0;
    }
    if (address.ss_family == AF_INET6) {
        return ntohs(((const struct sockaddr_in6 *)&address)->sin6_port);
    }
    return ntohs(((const struct sockaddr_in *)&address)->sin_port);
}

static const char *explain(struct arena *arena, const char *address, int error)
{
    if (error == EADDRINUSE) {
        return arena_printf(arena, "%s : adresse déjà utilisée par un autre programme", address);
    }
    if (error == EACCES) {
        return arena_printf(arena, "%s : port réservé, droits insuffisants pour l’ouvrir", address);
    }
    return arena_printf(arena, "%s : adresse impossible à ouvrir (%s)", address,
                        strerrorname_np(error));
}

enum status listen_open(struct arena *arena, const char *address, int *fd_r, int *port_r,
                        const char **message_r)
{
    const char *host = NULL;
    const char *port = NULL;
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    if (address == NULL || !split_address(arena, address, &host, &port) ||
        getaddrinfo(host, port, &hints, &found) != 0) {
        *message_r = arena_printf(arena, "%s : adresse inconnue, elle s’écrit « 127.0.0.1:8080 »",
                                  address ? address : "");
        return STATUS_REFUSED;
    }
    int fd = open_socket(found);
    int error = errno;
    freeaddrinfo(found);
    if (fd < 0) {
        *message_r = explain(arena, address, error);
        return STATUS_REFUSED;
    }
    *fd_r = fd;
    *port_r = port_of(fd);
    return STATUS_OK;
}
