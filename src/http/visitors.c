/* Connections: admitted, counted, ended when they are too slow. */
#include "visitors.h"

#include "dates.h"

#include <arpa/inet.h>
#include <linux/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

void visitors_init(struct visitors *visitors, const struct visitor_limits *limits)
{
    pthread_mutex_init(&visitors->mutex, NULL);
    TAILQ_INIT(&visitors->oldest_first);
    visitors->limits = *limits;
    visitors->open = visitors->counted = 0;
    atomic_store(&visitors->shown, 0);
}

void visitors_end(struct visitors *visitors)
{
    pthread_mutex_destroy(&visitors->mutex);
}

/* ---- who it is */

static void set_peer(struct visitor *visitor, const struct sockaddr *address)
{
    const void *bytes = NULL;
    char *text = visitor->peer_text;
    visitor->peer = text;
    if (address->sa_family == AF_INET) {
        bytes = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
        memset(&visitor->network.s6_addr[10], 0xFF, 2);
        memcpy(&visitor->network.s6_addr[12], bytes, 4);
    } else if (address->sa_family == AF_INET6) {
        bytes = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
        visitor->network = *(const struct in6_addr *)bytes;
        if (!IN6_IS_ADDR_V4MAPPED(&visitor->network)) {
            memset(&visitor->network.s6_addr[8], 0, 8);
        }
    }
    if (bytes == NULL ||
        inet_ntop(address->sa_family, bytes, text, sizeof visitor->peer_text) == NULL) {
        text[0] = '\0';
    } else if (strncmp(text, "::ffff:", 7) == 0 && strchr(text, '.') != NULL) {
        visitor->peer = text + 7;
    }
}

/* ---- ending */

/* Under the mutex. The descriptor is open: its event thread leaves before it closes it. */
static void end_visitor(struct visitors *visitors, struct visitor *visitor)
{
    if (!visitor->ended) {
        visitor->ended = true;
        visitors->counted--;
        shutdown(visitor->fd, SHUT_RDWR);
    }
}

/* No whole request is under way. */
static bool can_go(const struct visitor *visitor)
{
    return visitor->taken && !visitor->ended && atomic_load(&visitor->phase) <= VISITOR_HEADERS;
}

struct room {
    size_t same;                /* connections of the network that asks */
    struct visitor *of_network; /* the one of it that goes first */
    struct visitor *of_all;
};

/* Something of a request came, or nothing yet of a first one. */
static bool is_request_awaited(const struct visitor *visitor)
{
    return !atomic_load(&visitor->begun) || atomic_load(&visitor->phase) == VISITOR_HEADERS;
}

/* An unfinished request goes before a connection that waits for its next one; then what has lasted
 * longest. */
static void prefer(struct visitor **best, struct visitor *visitor)
{
    bool awaited = is_request_awaited(visitor);
    if (*best == NULL || (awaited == is_request_awaited(*best)
                              ? atomic_load(&visitor->since_us) < atomic_load(&(*best)->since_us)
                              : awaited)) {
        *best = visitor;
    }
}

static struct room look_for_room(const struct visitors *visitors, const struct in6_addr *network)
{
    struct room room = {0};
    struct visitor *visitor = NULL;
    TAILQ_FOREACH(visitor, &visitors->oldest_first, link)
    {
        bool same = memcmp(&visitor->network, network, sizeof *network) == 0;
        room.same += same && !visitor->ended;
        if (can_go(visitor)) {
            prefer(&room.of_all, visitor);
            if (same) {
                prefer(&room.of_network, visitor);
            }
        }
    }
    return room;
}

/* Under the mutex. */
static bool make_room(struct visitors *visitors, const struct in6_addr *network)
{
    const struct visitor_limits *limits = &visitors->limits;
    const struct room room = look_for_room(visitors, network);
    struct visitor *first = NULL;
    bool full = room.same >= limits->per_network;
    if (full) {
        first = room.of_network;
    } else if (visitors->counted >= limits->total) {
        full = true;
        first = room.of_all;
    }
    if (first != NULL) {
        end_visitor(visitors, first);
    }
    /* Those that were ended are still with the library, whose own limit is twice ours. */
    return (!full || first != NULL) && visitors->open < 2 * limits->total;
}

struct visitor *visitors_admit(struct visitors *visitors, int fd, const struct sockaddr *address)
{
    struct visitor *visitor = calloc(1, sizeof *visitor);
    if (visitor == NULL) {
        abort(); /* as the arenas do: no page could be made */
    }
    visitor->fd = fd;
    set_peer(visitor, address);
    visitor_enter(visitor, VISITOR_IDLE);
    pthread_mutex_lock(&visitors->mutex);
    bool room = make_room(visitors, &visitor->network);
    if (room) {
        TAILQ_INSERT_TAIL(&visitors->oldest_first, visitor, link);
        visitors->counted++;
        atomic_store(&visitors->shown, (int)++visitors->open);
    }
    pthread_mutex_unlock(&visitors->mutex);
    if (!room) {
        free(visitor);
        return NULL;
    }
    return visitor;
}

void visitors_leave(struct visitors *visitors, struct visitor *visitor)
{
    pthread_mutex_lock(&visitors->mutex);
    TAILQ_REMOVE(&visitors->oldest_first, visitor, link);
    visitors->counted -= visitor->ended ? 0 : 1;
    atomic_store(&visitors->shown, (int)--visitors->open);
    pthread_mutex_unlock(&visitors->mutex);
    free(visitor);
}

/* The newest first: it was admitted an instant ago. */
struct visitor *visitors_take(struct visitors *visitors, int fd)
{
    struct visitor *visitor = NULL;
    pthread_mutex_lock(&visitors->mutex);
    TAILQ_FOREACH_REVERSE(visitor, &visitors->oldest_first, visitor_list, link)
    {
        if (visitor->fd == fd && !visitor->taken) {
            visitor->taken = true;
            break;
        }
    }
    pthread_mutex_unlock(&visitors->mutex);
    return visitor;
}

void visitor_enter(struct visitor *visitor, enum visitor_phase phase)
{
    atomic_store_explicit(&visitor->body_bytes, 0, memory_order_relaxed);
    atomic_store_explicit(&visitor->since_us, dates_monotonic_us(), memory_order_relaxed);
    atomic_store(&visitor->phase, (int)phase);
}

/* ---- the watch */

static struct tcp_info facts_of(const struct visitor *visitor)
{
    struct tcp_info info = {0};
    socklen_t length = sizeof info;
    getsockopt(visitor->fd, IPPROTO_TCP, TCP_INFO, &info, &length);
    return info;
}

/* What the phase at hand had received, or had had acknowledged, when the watch first saw it. */
static uint64_t since_seen(struct visitor *visitor, int phase, int64_t since, uint64_t bytes)
{
    if (visitor->seen_phase != phase || visitor->seen_since_us != since) {
        visitor->seen_phase = phase;
        visitor->seen_since_us = since;
        visitor->seen_bytes = bytes;
        visitor->partial_us = 0;
    }
    return bytes - visitor->seen_bytes;
}

/* No request line yet: the first one may not take longer than the headers; nor may a next one, from
 * its first bytes on. */
static bool is_unfinished(const struct visitors *visitors, struct visitor *visitor, int64_t since,
                          int64_t now)
{
    if (!atomic_load(&visitor->begun)) {
        return now - since > visitors->limits.headers_us;
    }
    if (since_seen(visitor, VISITOR_IDLE, since, facts_of(visitor).tcpi_bytes_received) == 0) {
        return false;
    }
    visitor->partial_us = visitor->partial_us ? visitor->partial_us : now;
    return now - visitor->partial_us > visitors->limits.headers_us;
}

static bool is_below_pace(const struct visitors *visitors, uint64_t bytes, int64_t us)
{
    int64_t beyond = us - visitors->limits.grace_us;
    return beyond > 0 && bytes < (uint64_t)(beyond / 1000) * visitors->limits.pace / 1000;
}

static bool is_too_slow(const struct visitors *visitors, struct visitor *visitor, int64_t now)
{
    int phase = atomic_load(&visitor->phase);
    int64_t since = atomic_load_explicit(&visitor->since_us, memory_order_relaxed);
    switch (phase) {
    case VISITOR_IDLE:
        return is_unfinished(visitors, visitor, since, now);
    case VISITOR_HEADERS:
        return now - since > visitors->limits.headers_us;
    case VISITOR_BODY:
        return is_below_pace(visitors, atomic_load(&visitor->body_bytes), now - since);
    case VISITOR_SENDING:
        return is_below_pace(visitors,
                             since_seen(visitor, phase, since, facts_of(visitor).tcpi_bytes_acked),
                             now - since);
    default:
        return false;
    }
}

void visitors_watch(struct visitors *visitors)
{
    int64_t now = dates_monotonic_us();
    struct visitor *visitor = NULL;
    pthread_mutex_lock(&visitors->mutex);
    TAILQ_FOREACH(visitor, &visitors->oldest_first, link)
    {
        if (visitor->taken && !visitor->ended && is_too_slow(visitors, visitor, now)) {
            end_visitor(visitors, visitor);
        }
    }
    pthread_mutex_unlock(&visitors->mutex);
}

void visitors_shut(struct visitors *visitors)
{
    struct visitor *visitor = NULL;
    pthread_mutex_lock(&visitors->mutex);
    TAILQ_FOREACH(visitor, &visitors->oldest_first, link)
    {
        if (visitor->taken) {
            end_visitor(visitors, visitor);
        }
    }
    pthread_mutex_unlock(&visitors->mutex);
}

/* ---- before a stop */

bool visitors_are_taken(struct visitors *visitors)
{
    const struct visitor *visitor = NULL;
    pthread_mutex_lock(&visitors->mutex);
    visitor = TAILQ_LAST(&visitors->oldest_first, visitor_list);
    while (visitor != NULL && visitor->taken) {
        visitor = TAILQ_PREV(visitor, visitor_list, link);
    }
    pthread_mutex_unlock(&visitors->mutex);
    return visitor == NULL;
}

/* Before the first request all that ever came count: what the library has read, but not understood
 * yet, has left the socket. */
static bool is_waiting(const struct visitor *visitor)
{
    int unread = 0;
    if (!atomic_load(&visitor->begun)) {
        return facts_of(visitor).tcpi_bytes_received > 0;
    }
    return ioctl(visitor->fd, FIONREAD, &unread) == 0 && unread > 0;
}

bool visitors_wait(struct visitors *visitors)
{
    const struct visitor *visitor = NULL;
    bool waiting = false;
    pthread_mutex_lock(&visitors->mutex);
    TAILQ_FOREACH(visitor, &visitors->oldest_first, link)
    {
        waiting = waiting || (!visitor->ended && is_waiting(visitor));
    }
    pthread_mutex_unlock(&visitors->mutex);
    return waiting;
}
