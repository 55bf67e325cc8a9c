/* Who is admitted, who goes first, and what is too slow, on pairs of sockets and short deadlines.
 */
#include "visitors.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PLACES = 4, EACH = 2 };

static struct visitors visitors;
static int far[16]; /* the clients' ends, by the server's descriptor */

static int setup(void **state)
{
    (void)state;
    visitors_init(&visitors, &(struct visitor_limits){.total = PLACES,
                                                      .per_network = EACH,
                                                      .headers_us = 1000000,
                                                      .grace_us = 1000000,
                                                      .pace = 1000});
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    struct visitor *visitor = NULL;
    while ((visitor = TAILQ_FIRST(&visitors.oldest_first)) != NULL) {
        int fd = visitor->fd;
        visitors_leave(&visitors, visitor);
        close(fd);
    }
    visitors_end(&visitors);
    return 0;
}

/* A connection from an address; NULL: refused. `n` names its ends in far[]. */
static struct visitor *arrive(int n, const char *address)
{
    int ends[2];
    struct sockaddr_storage from = {0};
    struct sockaddr_in *four = (struct sockaddr_in *)&from;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&from;
    bool is_four = strchr(address, ':') == NULL;
    from.ss_family = is_four ? AF_INET : AF_INET6;
    assert_int_equal(inet_pton(from.ss_family, address,
                               is_four ? (void *)&four->sin_addr : (void *)&six->sin6_addr),
                     1);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    far[n] = ends[1];
    struct visitor *visitor = visitors_admit(&visitors, ends[0], &from, sizeof from);
    if (visitor == NULL) {
        close(ends[0]);
        return NULL;
    }
    visitors_hand_over(&visitors, visitor);
    assert_ptr_equal(visitors_take(&visitors, ends[0]), visitor);
    return visitor;
}

/* As seen from the other end. */
static bool is_open(int n)
{
    char byte = 0;
    return recv(far[n], &byte, 1, MSG_DONTWAIT) < 0;
}

/* As if it had begun so long ago. */
static void age(struct visitor *visitor, int64_t us)
{
    atomic_fetch_sub(&visitor->since_us, us);
}

static void test_one_network_has_its_places(void **state)
{
    (void)state;
    struct visitor *first = arrive(0, "192.0.2.1");
    arrive(1, "192.0.2.1");
    visitor_enter(first, VISITOR_WORKING);
    assert_non_null(arrive(2, "192.0.2.1"));
    assert_true(is_open(0)); /* a request is under way */
    assert_false(is_open(1));
    assert_true(is_open(2));
    assert_non_null(arrive(3, "::ffff:192.0.2.1")); /* the same address */
    assert_false(is_open(2));
    assert_int_equal(visitors.counted, 2);
}

static void test_a_network_of_ipv6_is_64_bits(void **state)
{
    (void)state;
    arrive(0, "2001:db8:1:2::1");
    arrive(1, "2001:db8:1:2:ffff::2");
    arrive(2, "2001:db8:1:2:3:4:5:6");
    assert_false(is_open(0));
    arrive(3, "2001:db8:1:3::1");
    assert_true(is_open(1) && is_open(2) && is_open(3));
}

static void test_unfinished_ones_make_room(void **state)
{
    (void)state;
    static const char *const from[] = {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"};
    struct visitor *all[PLACES];
    for (int i = 0; i < PLACES; i++) {
        all[i] = arrive(i, from[i]);
    }
    atomic_store(&all[0]->begun, true); /* a browser between two requests */
    assert_non_null(arrive(4, "192.0.2.5"));
    assert_true(is_open(0));
    assert_false(is_open(1));
    /* Nobody can go: the new one is refused. */
    struct visitor *visitor = NULL;
    TAILQ_FOREACH(visitor, &visitors.oldest_first, link)
    {
        visitor_enter(visitor, VISITOR_WORKING);
    }
    assert_null(arrive(5, "192.0.2.6"));
}

/* Whoever admitted them holds them still: no request of theirs is whole. */
static void test_those_that_are_held_go_first(void **state)
{
    (void)state;
    static const char *const from[] = {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"};
    struct visitor *all[PLACES];
    for (int i = 0; i < PLACES; i++) {
        all[i] = arrive(i, from[i]);
    }
    all[2]->place = all[3]->place = VISITOR_HELD;
    assert_ptr_equal(visitors_first_held(&visitors), all[2]);
    atomic_store(&all[0]->begun, true);
    atomic_store(&all[1]->begun, true);
    all[1]->place = VISITOR_HANDED; /* nobody's for an instant */
    assert_non_null(arrive(4, "192.0.2.5"));
    assert_false(is_open(2));
    assert_true(is_open(0) && is_open(1) && is_open(3));
    assert_ptr_equal(visitors_of(&visitors, all[3]->fd), all[3]);
}

static void test_a_descriptor_that_left_is_nobody_s(void **state)
{
    (void)state;
    struct visitor *visitor = arrive(0, "192.0.2.1");
    int fd = visitor->fd;
    assert_int_equal(atomic_load(&visitors.taken), 1);
    visitors_leave(&visitors, visitor);
    assert_null(visitors_of(&visitors, fd));
    assert_null(visitors_of(&visitors, 1 << 20));
    assert_int_equal(atomic_load(&visitors.taken), 0);
    assert_int_equal(atomic_load(&visitors.shown), 0);
    close(fd);
}

static void test_what_is_too_slow(void **state)
{
    (void)state;
    struct visitor *header = arrive(0, "192.0.2.1");
    struct visitor *body = arrive(1, "192.0.2.2");
    struct visitor *working = arrive(2, "192.0.2.3");
    struct visitor *quick = arrive(3, "192.0.2.4");
    visitor_enter(header, VISITOR_HEADERS);
    visitor_enter(body, VISITOR_BODY);
    visitor_enter(working, VISITOR_WORKING);
    visitor_enter(quick, VISITOR_BODY);
    atomic_store(&body->body_bytes, 1500);
    atomic_store(&quick->body_bytes, 2500);
    visitors_watch(&visitors);
    assert_true(is_open(0) && is_open(1));
    age(header, 1100000);
    age(body, 3000000); /* two seconds beyond the grace: 2,000 bytes */
    age(quick, 3000000);
    age(working, 100000000);
    visitors_watch(&visitors);
    assert_false(is_open(0));
    assert_false(is_open(1));
    assert_true(is_open(2));
    assert_true(is_open(3));
    visitors_shut(&visitors);
    assert_false(is_open(2) || is_open(3));
    assert_int_equal(visitors.counted, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_network_has_its_places, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_network_of_ipv6_is_64_bits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unfinished_ones_make_room, setup, teardown),
        cmocka_unit_test_setup_teardown(test_those_that_are_held_go_first, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_descriptor_that_left_is_nobody_s, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_is_too_slow, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
