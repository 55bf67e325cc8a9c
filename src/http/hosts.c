#include "hosts.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define HOST_MAX 255u

static bool is_host(const char *host, size_t *length_r)
{
    size_t length = config_host_length(host);
    const char *rest = host + length;
    const char *digits = rest + (*rest == ':');
    size_t end = strspn(digits, "0123456789");
    *length_r = length;
    if (length == 0 || length > HOST_MAX || (*rest != ':' && end > 0)) {
        return false;
    }
    return digits[end + strspn(digits + end, " \t")] == '\0';
}

static void add(struct hosts *hosts, struct arena *arena, const char *text)
{
    size_t length = config_host_length(text);
    if (length > 0) {
        hosts->names[hosts->n++] = arena_strndup(arena, text, length);
    }
}

void hosts_init(struct hosts *hosts, struct arena *arena, const struct config *config)
{
    const char *list = config->hosts ? config->hosts : "";
    size_t most = 2;
    for (const char *c = list; *c != '\0'; c++) {
        most += *c == ',';
    }
    *hosts = (struct hosts){.names = ARENA_ARRAY(arena, const char *, most)};
    add(hosts, arena, config_url_host(config->base_url ? config->base_url : ""));
    while (*list != '\0') {
        list += strspn(list, ", ");
        add(hosts, arena, list);
        list += strcspn(list, ",");
    }
}

static bool is_same(const char *name, const char *host, size_t length)
{
    return strlen(name) == length && strncasecmp(name, host, length) == 0;
}

/* The address of this side of a connection, an IPv4 one mapped into IPv6. */
static bool own_address(int fd, struct in6_addr *address_r)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } of = {0};
    socklen_t length = sizeof of;
    if (getsockname(fd, &of.any, &length) != 0) {
        return false;
    }
    if (of.any.sa_family == AF_INET6) {
        *address_r = of.v6.sin6_addr;
        return true;
    }
    const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    memcpy(address_r->s6_addr, mapped, sizeof mapped);
    memcpy(address_r->s6_addr + sizeof mapped, &of.v4.sin_addr, sizeof of.v4.sin_addr);
    return of.any.sa_family == AF_INET;
}

static bool read_address(const char *host, size_t length, struct in6_addr *address_r)
{
    char text[sizeof "::ffff:" + INET6_ADDRSTRLEN] = "::ffff:";
    bool bracketed = host[0] == '[';
    size_t at = bracketed ? 0 : strlen(text);
    host += bracketed;
    length -= bracketed ? 2 : 0;
    if (length >= sizeof text - at) {
        return false;
    }
    memcpy(text + at, host, length);
    text[at + length] = '\0';
    return inet_pton(AF_INET6, text, address_r) == 1;
}

static bool is_loopback(const struct in6_addr *address)
{
    return IN6_IS_ADDR_LOOPBACK(address) ||
           (IN6_IS_ADDR_V4MAPPED(address) && address->s6_addr[12] == 127);
}

static bool is_own_address(const char *host, size_t length, int fd)
{
    struct in6_addr own;
    struct in6_addr asked;
    if (!own_address(fd, &own)) {
        return false;
    }
    if (is_same("localhost", host, length)) {
        return is_loopback(&own);
    }
    return read_address(host, length, &asked) &&
           (memcmp(&own, &asked, sizeof own) == 0 || (is_loopback(&own) && is_loopback(&asked)));
}

int hosts_refusal(const struct hosts *hosts, const char *host, int fd)
{
    size_t length = 0;
    if (!is_host(host, &length)) {
        return 400;
    }
    for (size_t i = 0; i < hosts->n; i++) {
        if (is_same(hosts->names[i], host, length)) {
            return 0;
        }
    }
    return is_own_address(host, length, fd) ? 0 : 421;
}
