/* The connections that are open, counted and watched by us.
 *
 * The socket library must never reach limits of its own: libmicrohttpd 0.9.75 waits for ever for a
 * mutex that it owns when it finds itself over one. So connections are admitted here before they
 * are handed to it. When no place is left, the oldest connection without a request under way goes
 * first: those who hold unfinished requests keep nobody out. What is too slow is ended: a deadline
 * for the whole of the headers, a pace for bodies and for answers, all on the monotonic clock.
 *
 * A connection is ended by shutdown(): the thread that owns it then sees its end, and closes the
 * descriptor. Thread-safe; visitors_admit(), visitors_of(), visitors_first_held(),
 * visitors_hand_over() and visitors_watch() are called by one thread.
 */
#ifndef SOFI_HTTP_VISITORS_H
#define SOFI_HTTP_VISITORS_H

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/socket.h>

struct exchange;

enum visitor_phase {
    VISITOR_IDLE,    /* no request line was read; bytes of one may have come */
    VISITOR_HEADERS, /* the request line was */
    VISITOR_BODY,
    VISITOR_WORKING, /* the answer is made */
    VISITOR_SENDING,
};

/* Who owns the socket. */
enum visitor_place {
    VISITOR_HELD,   /* whoever admitted it */
    VISITOR_HANDED, /* on its way */
    VISITOR_TAKEN,  /* an event thread */
};

/* The connections of one network. */
struct visitor_network {
    LIST_ENTRY(visitor_network) link;
    struct in6_addr address; /* an IPv4 address mapped, or the first 64 bits */
    size_t counted;
    size_t open;
};

enum { VISITOR_BUCKETS = 256 };

struct visitor {
    TAILQ_ENTRY(visitor) link;
    int fd;
    struct sockaddr_storage address;
    socklen_t address_length;
    bool at_metrics;              /* it came to SOFI_METRICS_LISTEN; set before it is handed over */
    const char *peer;             /* text of the address of the socket */
    struct exchange *exchange;    /* under way, or NULL: of the event thread */
    atomic_bool begun;            /* a first request line was read */
    atomic_int phase;             /* enum visitor_phase */
    atomic_int_fast64_t since_us; /* when it began */
    atomic_size_t body_bytes;     /* of the body that arrives */
    struct visitor_network *network;
    enum visitor_place place;
    bool ended;          /* by us: it counts no more */
    uint64_t seen_bytes; /* of the watch: received, or acknowledged, when a phase began */
    int seen_phase;
    int64_t seen_since_us;
    int64_t partial_us; /* when the first bytes of a next request were seen; 0: none */
    char peer_text[INET6_ADDRSTRLEN];
};

struct visitor_limits {
    size_t total;
    size_t per_network;
    int64_t headers_us; /* for the whole of the request line and headers */
    int64_t grace_us;   /* before a pace is asked for */
    uint64_t pace;      /* bytes a second of a body, or of an answer */
};

struct visitors {
    pthread_mutex_t mutex;
    TAILQ_HEAD(visitor_list, visitor) oldest_first;
    LIST_HEAD(, visitor_network) networks[VISITOR_BUCKETS];
    struct visitor **by_fd; /* NULL: none of that descriptor */
    size_t fds;
    struct visitor_limits limits;
    size_t open;      /* all whose descriptor is not closed */
    size_t counted;   /* those that we did not end */
    atomic_int shown; /* `open`, for whoever only looks */
    atomic_int taken; /* those that are with an event thread */
};

void visitors_init(struct visitors *visitors, const struct visitor_limits *limits);
void visitors_end(struct visitors *visitors);

/* A place for a socket that was accepted, another one's if need be; NULL: none can be had, close
 * it. It is held by the caller, who gives the place back by visitors_leave() before he closes it,
 * or hands it over. */
struct visitor *visitors_admit(struct visitors *visitors, int fd,
                               const struct sockaddr_storage *address, socklen_t length);
struct visitor *visitors_of(struct visitors *visitors, int fd);
/* NULL: none is. */
struct visitor *visitors_first_held(struct visitors *visitors);
/* Before the library gets the socket; from here on an event thread may take it. visitors_leave()
 * when the library did not want it. */
void visitors_hand_over(struct visitors *visitors, struct visitor *visitor);

/* An event thread has the socket: its visitor. */
struct visitor *visitors_take(struct visitors *visitors, int fd);
/* It is about to close it; the visitor ends. */
void visitors_leave(struct visitors *visitors, struct visitor *visitor);

void visitor_enter(struct visitor *visitor, enum visitor_phase phase);

/* Ends what is too slow. To be called about once a second. */
void visitors_watch(struct visitors *visitors);
/* Ends all. */
void visitors_shut(struct visitors *visitors);

/* All that were admitted are with their event threads. */
bool visitors_are_taken(struct visitors *visitors);
/* Bytes came that belong to no request under way. */
bool visitors_wait(struct visitors *visitors);

#endif
