/* Files without a name. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "log.h"
#include "spool.h"
#include "spool_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena *arena;
static char dir[] = "/tmp/sofi-spool-XXXXXX";

static int setup(void **state)
{
    (void)state;
    arena = arena_create(0);
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

/* The directory goes away only when it is empty. */
static int teardown(void **state)
{
    (void)state;
    arena_destroy(arena);
    return rmdir(dir);
}

static int names_in_dir(void)
{
    int count = -2; /* "." and ".." */
    DIR *opened = opendir(dir);
    assert_non_null(opened);
    while (readdir(opened)) {
        count++;
    }
    closedir(opened);
    return count;
}

static struct spool *new_spool(void)
{
    return spool_create(arena, dir);
}

static char large[SPOOL_MEMORY]; /* bytes that tell their place */

static struct spool *filled_spool(const char *folder)
{
    struct spool *spool = spool_create(arena, folder);
    for (size_t i = 0; i < sizeof large; i++) {
        large[i] = (char)(i % 251);
    }
    assert_int_equal(spool_write(spool, large, sizeof large), STATUS_OK);
    return spool;
}

/* Of all that memory may hold, and a byte. */
static struct spool *new_file(void)
{
    struct spool *spool = filled_spool(dir);
    assert_int_equal(spool_write(spool, "+", 1), STATUS_OK);
    return spool;
}

static void test_written_is_read(void **state)
{
    (void)state;
    char bytes[20] = "";
    size_t n = 99;
    struct spool *spool = new_spool();
    assert_int_equal(spool_size(spool), 0);
    assert_int_equal(spool_read(spool, 0, bytes, sizeof bytes, &n), STATUS_OK);
    assert_int_equal(n, 0);
    assert_int_equal(spool_write(spool, "abc", 3), STATUS_OK);
    assert_int_equal(spool_write(spool, "", 0), STATUS_OK);
    assert_int_equal(spool_write(spool, "d\0f", 3), STATUS_OK);
    assert_int_equal(spool_size(spool), 6);
    assert_int_equal(spool_read(spool, 0, bytes, sizeof bytes, &n), STATUS_OK);
    assert_int_equal(n, 6);
    assert_memory_equal(bytes, "abcd\0f", 6);
    assert_int_equal(spool_read(spool, 2, bytes, 2, &n), STATUS_OK);
    assert_int_equal(n, 2);
    assert_memory_equal(bytes, "cd", 2);
    assert_int_equal(spool_read(spool, 5, bytes, 2, &n), STATUS_OK);
    assert_int_equal(n, 1);
    assert_int_equal(spool_read(spool, 6, bytes, 2, &n), STATUS_OK);
    assert_int_equal(n, 0);
    assert_int_equal(spool_read(spool, UINT64_MAX, bytes, 2, &n), STATUS_OK);
    assert_int_equal(n, 0);
    spool_close(spool);
}

static void assert_reads(const struct spool *spool, const char *more)
{
    char bytes[SPOOL_MEMORY + 10];
    size_t n = 0;
    assert_int_equal(spool_size(spool), sizeof large + strlen(more));
    assert_int_equal(spool_read(spool, 0, bytes, sizeof bytes, &n), STATUS_OK);
    assert_int_equal(n, sizeof large + strlen(more));
    assert_memory_equal(bytes, large, sizeof large);
    assert_memory_equal(bytes + sizeof large, more, strlen(more));
    assert_int_equal(spool_read(spool, sizeof large - 1, bytes, 2, &n), STATUS_OK);
    assert_int_equal(n, more[0] ? 2 : 1);
    assert_int_equal(bytes[0], large[sizeof large - 1]);
}

/* What is small needs no disk, not even a folder. */
static void test_small_needs_no_file(void **state)
{
    (void)state;
    struct spool *spool = spool_create(arena, "/nulle/part");
    assert_string_equal(spool_bytes(spool), "");
    spool = filled_spool("/nulle/part");
    assert_memory_equal(spool_bytes(spool), large, sizeof large);
    assert_int_equal(spool_take_fd(spool), -1);
    assert_reads(spool, "");
    log_set_output(-1);
    assert_int_equal(spool_write(spool, "+", 1), STATUS_UNAVAILABLE);
    log_set_output(2);
    assert_reads(spool, "");
    spool_close(spool);
}

static void test_large_moves_to_a_file(void **state)
{
    (void)state;
    struct spool *spool = new_file();
    assert_null(spool_bytes(spool));
    assert_int_equal(spool_write(spool, "abc", 3), STATUS_OK);
    assert_reads(spool, "+abc");
    spool_close(spool);
    spool = new_spool();
    assert_int_equal(spool_write(spool, "abc", 3), STATUS_OK);
    assert_int_equal(spool_write(spool, large, sizeof large), STATUS_OK);
    assert_null(spool_bytes(spool));
    assert_int_equal(spool_size(spool), sizeof large + 3);
    spool_close(spool);
}

static void test_closed_once(void **state)
{
    (void)state;
    struct spool *spool = new_file();
    int fd = spool_take_fd(spool);
    assert_true(fd >= 0);
    assert_int_equal(spool_take_fd(spool), -1);
    spool_close(spool); /* not ours any more */
    assert_int_equal(lseek(fd, 0, SEEK_END), sizeof large + 1);
    assert_int_equal(spool_size(spool), sizeof large + 1);
    assert_int_equal(close(fd), 0);
    spool = new_file();
    spool_close(spool);
    int reused = dup(0);
    spool_close(spool);
    assert_int_equal(fcntl(reused, F_GETFD), 0); /* another file of this number stays open */
    close(reused);
    spool_close(NULL);
}

static void check_private(int fd)
{
    struct stat file;
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &file), 0);
    assert_int_equal(file.st_nlink, 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    assert_int_equal(names_in_dir(), 0);
}

static void test_no_name_is_ever_there(void **state)
{
    (void)state;
    struct spool *spool = new_file();
    int fd = spool_take_fd(spool);
    check_private(fd);
    close(fd);
    fd = spool_open_named(arena, dir);
    check_private(fd);
    assert_int_equal(write(fd, "abc", 3), 3);
    close(fd);
}

static void test_killed_process_leaves_nothing(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        new_file();
        raise(SIGKILL);
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how));
    assert_int_equal(names_in_dir(), 0);
}

static void test_no_directory(void **state)
{
    (void)state;
    char log[500] = "";
    int fd = memfd_create("log", MFD_CLOEXEC);
    log_set_output(fd);
    assert_int_equal(spool_check(arena, "/nulle/part"), STATUS_UNAVAILABLE);
    assert_int_equal(spool_check(arena, "/dev/null"), STATUS_UNAVAILABLE);
    log_set_output(2);
    assert_int_equal(spool_check(arena, dir), STATUS_OK);
    assert_true(pread(fd, log, sizeof log - 1, 0) > 0);
    assert_non_null(strstr(log, "event=spool_failed call=open reason=ENOENT"));
    assert_int_equal(spool_open_named(arena, "/nulle/part"), -1);
    close(fd);
}

/* A limit of the process stands for a full disk. */
static enum status write_on_a_full_disk(struct spool *spool)
{
    struct rlimit before;
    char bytes[4096] = "";
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit small = {.rlim_cur = 100, .rlim_max = before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    log_set_output(-1);
    enum status status = spool_write(spool, bytes, sizeof bytes);
    log_set_output(2);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_DFL);
    return status;
}

/* Before and after it moved to a file: nothing is lost, and it goes on once there is room. */
static void test_full_disk(void **state)
{
    (void)state;
    struct spool *spool = filled_spool(dir);
    assert_int_equal(write_on_a_full_disk(spool), STATUS_FULL);
    assert_reads(spool, "");
    assert_int_equal(spool_write(spool, "abc", 3), STATUS_OK);
    assert_int_equal(write_on_a_full_disk(spool), STATUS_FULL);
    assert_reads(spool, "abc");
    assert_int_equal(spool_write(spool, "def", 3), STATUS_OK);
    assert_reads(spool, "abcdef");
    spool_close(spool);
}

#define SPOOL_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SPOOL_TEST(test_written_is_read),       SPOOL_TEST(test_small_needs_no_file),
        SPOOL_TEST(test_large_moves_to_a_file), SPOOL_TEST(test_closed_once),
        SPOOL_TEST(test_no_name_is_ever_there), SPOOL_TEST(test_killed_process_leaves_nothing),
        SPOOL_TEST(test_no_directory),          SPOOL_TEST(test_full_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
