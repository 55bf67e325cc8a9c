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
    atomic_store(&visitors->taken, 0);
    visitors->by_fd = NULL;
    visitors->fds = 0;
    for (size_t i = 0; i < VISITOR_BUCKETS; i++) {
        LIST_INIT(&visitors->networks[i]);
    }
}

void visitors_end(struct visitors *visitors)
{
    free(visitors->by_fd);
    pthread_mutex_destroy(&visitors->mutex);
}

/* ---- who it is */

/* As the arenas do: no page could be made. */
static void *or_abort(void *memory)
{
    if (memory == NULL) {
        abort();
    }
    return memory;
}

/* The address as text, in visitor->peer; the network that it is of. */
static struct in6_addr set_peer(struct visitor *visitor)
{
    const struct sockaddr_storage *address = &visitor->address;
    struct in6_addr network = {0};
    const void *bytes = NULL;
    char *text = visitor->peer_text;
    visitor->peer = text;
    if (address->ss_family == AF_INET) {
        bytes = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
        memset(&network.s6_addr[10], 0xFF, 2);
        memcpy(&network.s6_addr[12], bytes, 4);
    } else if (address->ss_family == AF_INET6) {
        bytes = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
        network = *(const struct in6_addr *)bytes;
        if (!IN6_IS_ADDR_V4MAPPED(&network)) {
            memset(&network.s6_addr[8], 0, 8);
        }
    }
    if (bytes == NULL ||
        inet_ntop(address->ss_family, bytes, text, sizeof visitor->peer_text) == NULL) {
        text[0] = '\0';
    } else if (strncmp(text, "::ffff:", 7) == 0 && strchr(text, '.') != NULL) {
        visitor->peer = text + 7;
    }
    return network;
}

/* Under the mutex, as all below that takes `visitors`. */
static struct visitor_network *network_of(struct visitors *visitors, const struct in6_addr *address)
{
    size_t bucket = 0;
    struct visitor_network *network = NULL;
    for (size_t i = 0; i < sizeof address->s6_addr; i++) {
        bucket = (bucket * 31 + address->s6_addr[i]) % VISITOR_BUCKETS;
    }
    LIST_FOREACH(network, &visitors->networks[bucket], link)
    {
        if (memcmp(&network->address, address, sizeof *address) == 0) {
            return network;
        }
    }
    network = or_abort(calloc(1, sizeof *network));
    network->address = *address;
    LIST_INSERT_HEAD(&visitors->networks[bucket], network, link);
    return network;
}

static void let_network_go(struct visitor_network *network)
{
    if (network->open == 0) {
        LIST_REMOVE(network, link);
        free(network);
    }
}

/* ---- ending */

/* The descriptor is open: whoever owns it leaves before he closes it. */
static void end_visitor(struct visitors *visitors, struct visitor *visitor)
{
    if (!visitor->ended) {
        visitor->ended = true;
        visitors->counted--;
        visitor->network->counted--;
        shutdown(visitor->fd, SHUT_RDWR);
    }
}

/* No whole request is under way. */
static bool can_go(const struct visitor *visitor)
{
    return visitor->place != VISITOR_HANDED && !visitor->ended &&
           atomic_load(&visitor->phase) <= VISITOR_HEADERS;
}

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

/* The one that goes first, of a network or of all; NULL: none can. */
static struct visitor *first_to_go(const struct visitors *visitors,
                                   const struct visitor_network *network)
{
    struct visitor *first = NULL;
    struct visitor *visitor = NULL;
    TAILQ_FOREACH(visitor, &visitors->oldest_first, link)
    {
        if ((network == NULL || visitor->network == network) && can_go(visitor)) {
            prefer(&first, visitor);
        }
        if (first != NULL && first->place == VISITOR_HELD) {
            break;
        }
    }
    return first;
}

static bool make_room(struct visitors *visitors, const struct visitor_network *network)
{
    const struct visitor_limits *limits = &visitors->limits;
    bool network_full = network->counted >= limits->per_network;
    if (network_full || visitors->counted >= limits->total) {
        struct visitor *first = first_to_go(visitors, network_full ? network : NULL);
        if (first == NULL) {
            return false;
        }
        end_visitor(visitors, first);
    }
    /* Those that were ended are still with their owners, and the library's own limit is twice ours.
     */
    return visitors->open < 2 * limits->total;
}

static void keep_by_fd(struct visitors *visitors, struct visitor *visitor)
{
    size_t fd = (size_t)visitor->fd;
    if (fd >= visitors->fds) {
        size_t fds = 2 * fd + 64;
        visitors->by_fd = or_abort(realloc(visitors->by_fd, fds * sizeof(struct visitor *)));
        memset(&visitors->by_fd[visitors->fds], 0,
               (fds - visitors->fds) * sizeof(struct visitor *));
        visitors->fds = fds;
    }
    visitors->by_fd[fd] = visitor;
}

struct visitor *visitors_admit(struct visitors *visitors, int fd,
                               const struct sockaddr_storage *address, socklen_t length)
{
    struct visitor *visitor = or_abort(calloc(1, sizeof *visitor));
    visitor->fd = fd;
    visitor->address = *address;
    visitor->address_length = length;
    const struct in6_addr network = set_peer(visitor);
    visitor_enter(visitor, VISITOR_IDLE);
    pthread_mutex_lock(&visitors->mutex);
    visitor->network = network_of(visitors, &network);
    bool room = make_room(visitors, visitor->network);
    if (room) {
        TAILQ_INSERT_TAIL(&visitors->oldest_first, visitor, link);
        keep_by_fd(visitors, visitor);
        visitors->counted++;
        visitor->network->counted++;
        visitor->network->open++;
        atomic_store(&visitors->shown, (int)++visitors->open);
    } else {
        let_network_go(visitor->network);
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
    visitors->by_fd[visitor->fd] = NULL;
    visitors->counted -= visitor->ended ? 0 : 1;
    visitor->network->counted -= visitor->ended ? 0 : 1;
    visitor->network->open--;
    let_network_go(visitor->network);
    atomic_store(&visitors->shown, (int)--visitors->open);
    pthread_mutex_unlock(&visitors->mutex);
    if (visitor->place == VISITOR_TAKEN) {
        atomic_fetch_sub(&visitors->taken, 1);
    }
    free(visitor);
}

struct visitor *visitors_of(struct visitors *visitors, int fd)
{
    pthread_mutex_lock(&visitors->mutex);
    struct visitor *visitor = (size_t)fd < visitors->fds ? visitors->by_fd[fd] : NULL;
    pthread_mutex_unlock(&visitors->mutex);
    return visitor;
}

struct visitor *visitors_first_held(struct visitors *visitors)
{
    struct visitor *visitor = NULL;
    pthread_mutex_lock(&visitors->mutex);
    TAILQ_FOREACH(visitor, &visitors->oldest_first, link)
    {
        if (visitor->place == VISITOR_HELD) {
            break;
        }
    }
    pthread_mutex_unlock(&visitors->mutex);
    return visitor;
}

static void move_to(struct visitors *visitors, struct visitor *visitor, enum visitor_place place)
{
    pthread_mutex_lock(&visitors->mutex);
    visitor->place = place;
    pthread_mutex_unlock(&visitors->mutex);
}

void visitors_hand_over(struct visitors *visitors, struct visitor *visitor)
{
    move_to(visitors, visitor, VISITOR_HANDED);
}

struct visitor *visitors_take(struct visitors *visitors, int fd)
{
    struct visitor *visitor = visitors_of(visitors, fd);
    if (visitor != NULL) {
        move_to(visitors, visitor, VISITOR_TAKEN);
        atomic_fetch_add(&visitors->taken, 1);
    }
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
        if (visitor->place != VISITOR_HANDED && !visitor->ended &&
            is_too_slow(visitors, visitor, now)) {
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
        if (visitor->place != VISITOR_HANDED) {
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
    while (visitor != NULL && visitor->place == VISITOR_TAKEN) {
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
