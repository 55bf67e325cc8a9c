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
    struct spool *spool = NULL;
    assert_int_equal(spool_create(arena, dir, &spool), STATUS_OK);
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

static void test_closed_once(void **state)
{
    (void)state;
    struct spool *spool = new_spool();
    assert_int_equal(spool_write(spool, "abc", 3), STATUS_OK);
    int fd = spool_take_fd(spool);
    assert_true(fd >= 0);
    assert_int_equal(spool_take_fd(spool), -1);
    spool_close(spool); /* not ours any more */
    assert_int_equal(lseek(fd, 0, SEEK_END), 3);
    assert_int_equal(spool_size(spool), 3);
    assert_int_equal(close(fd), 0);
    spool = new_spool();
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
    struct spool *spool = new_spool();
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
        struct spool *spool = NULL;
        if (spool_create(arena, dir, &spool) == STATUS_OK) {
            spool_write(spool, "abc", 3);
        }
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
    struct spool *spool = NULL;
    log_set_output(fd);
    assert_int_equal(spool_create(arena, "/nulle/part", &spool), STATUS_UNAVAILABLE);
    assert_int_equal(spool_create(arena, "/dev/null", &spool), STATUS_UNAVAILABLE);
    log_set_output(2);
    assert_null(spool);
    assert_true(pread(fd, log, sizeof log - 1, 0) > 0);
    assert_non_null(strstr(log, "event=spool_failed call=open reason=ENOENT"));
    assert_int_equal(spool_open_named(arena, "/nulle/part"), -1);
    close(fd);
}

/* A limit of the process stands for a full disk. */
static void test_full_disk(void **state)
{
    (void)state;
    struct rlimit before;
    char bytes[4096] = "";
    size_t n = 0;
    struct spool *spool = new_spool();
    assert_int_equal(spool_write(spool, "abc", 3), STATUS_OK);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit small = {.rlim_cur = 100, .rlim_max = before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    log_set_output(-1);
    enum status status = spool_write(spool, bytes, sizeof bytes);
    log_set_output(2);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(status, STATUS_UNAVAILABLE);
    assert_int_equal(spool_size(spool), 3);
    assert_int_equal(spool_write(spool, "def", 3), STATUS_OK);
    assert_int_equal(spool_read(spool, 0, bytes, sizeof bytes, &n), STATUS_OK);
    assert_int_equal(n, 6);
    assert_memory_equal(bytes, "abcdef", 6);
    spool_close(spool);
}

#define SPOOL_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SPOOL_TEST(test_written_is_read),       SPOOL_TEST(test_closed_once),
        SPOOL_TEST(test_no_name_is_ever_there), SPOOL_TEST(test_killed_process_leaves_nothing),
        SPOOL_TEST(test_no_directory),          SPOOL_TEST(test_full_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
