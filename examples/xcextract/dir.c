/* SPDX-License-Identifier: MIT */
/*
 * dir.c - the files of DIR, and FAILED among them.
 *
 * Others may write in DIR, too, or have put links there: DIR is opened once,
 * and each name is looked up from there, without following a link.
 */
#include "xcextract.h"

#include <dirent.h>
#include <sys/file.h>

#ifndef MAX_FILES
#define MAX_FILES 8192 /* a guest of 512 vCPUs has some 4700 */
#endif
#define FILE_BYTES 128 /* of the stream; Xen's have more for each file */
#define RESERVE (256 << 10) /* for the small files, on a full disk */
#define MANY_FILES 64 /* each that is waited for alone takes milliseconds */
#define FOLLOW (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#define DIRECTORY (FOLLOW | O_NOFOLLOW)
#define IS_STREAM "is STREAM itself, or leads to it: name another DIR"
#define NO_DIR "no directory, or a symbolic link: name a directory itself"
#define IN_USE "another xcextract writes here: wait for it, or name another DIR"
#define HVM_FILES "#-@.#.bin" /* in HVM_DIR */

/*
 * All that is ever written, apart from FAILED: # stands for digits, @ for what a
 * name of Xen's is made of.
 */
const struct group_names groups[NR_GROUPS] = {
	{ "summary", { "summary.json" } },
	{ "memory", { "memory.img", "memory.json" } },
	{ "elf", { "memory.elf" } },
	{ "xen-core", { "xen.core" } },
	{ "vcpus", { "vcpu-#-@.bin", "vcpu-#.json" } },
	{ "shared-info", { "shared-info.bin", "shared-info.json" } },
	{ "hvm",
	  { HVM_DIR, "hvm-context.bin", "hvm-context.json",
	    "hvm-params.csv" } },
	{ "policies", { "cpuid.csv", "msrs.csv" } },
	{ "emulators", { "emulator-#.bin", "xenstore.txt" } },
	{ "config", { "config.json", "config.txt", "domain.xml" } },
	{ "xapi", { "xapi-#-@.bin" } },
};

int write_all(int fd, const void *data, uint64_t len, off_t at)
{
	const unsigned char *p = data;
	ssize_t n;

	while (len) {
		n = pwrite(fd, p, (size_t)len, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = ENOSPC;
		if (n <= 0)
			return -1;
		p += n;
		at += n;
		len -= (uint64_t)n;
	}
	return 0;
}

int read_all(int fd, void *data, size_t len, off_t at)
{
	unsigned char *p = data;
	ssize_t n;

	for (; len; p += n, at += n, len -= (size_t)n) {
		errno = EIO; /* of one that somebody has cut meanwhile */
		n = pread(fd, p, len, at);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n <= 0)
			return -1;
	}
	return 0;
}

static bool matches(const char *pattern, const char *name)
{
	static const char digits[] = "0123456789";
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_0123456789"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t n;

	for (; *pattern; pattern++, name += n) {
		n = 1;
		if (*pattern == '#' || *pattern == '@')
			n = strspn(name, *pattern == '#' ? digits : letters);
		else if (*pattern != *name)
			return false;
		if (!n)
			return false;
	}
	return !*name;
}

/* The group that a name in DIR belongs to, or NR_GROUPS. */
static enum group group_of(const char *name)
{
	unsigned int i, j;

	for (i = 0; i < NR_GROUPS; i++)
		for (j = 0; j < COUNT(groups[i].files); j++)
			if (groups[i].files[j] &&
			    matches(groups[i].files[j], name))
				return (enum group)i;
	return NR_GROUPS;
}

/* A link that leads to STREAM may be the name that the caller has given. */
static int guard(struct tool *t, int dir, const char *name)
{
	static const int flags[] = { AT_SYMLINK_NOFOLLOW, 0 };
	struct stat st;
	unsigned int i;

	for (i = 0; i < COUNT(flags); i++)
		if (!fstatat(dir, name, &st, flags[i]) &&
		    st.st_dev == t->in_is.st_dev &&
		    st.st_ino == t->in_is.st_ino)
			return trouble(t, name, IS_STREAM);
	return 0;
}

static int remove_name(struct tool *t, int dir, const char *name)
{
	if (guard(t, dir, name))
		return -1;
	if (!unlinkat(dir, name, 0) || errno == ENOENT)
		return 0;
	if (strcmp(name, HVM_DIR))
		return failed(t, name);
	/* It stays if it has somebody else's file in it. */
	unlinkat(dir, name, AT_REMOVEDIR);
	return 0;
}

/* What to do with a file that is there. */
enum action { REFUSE, GUARD, REMOVE, SYNC };

static int act(struct tool *t, enum action action, int dir, const char *name)
{
	int fd, bad;

	if (action == REFUSE)
		return trouble(t, name, "exists already; see --force");
	if (action == GUARD)
		return guard(t, dir, name);
	if (action == REMOVE)
		return remove_name(t, dir, name);
	/* What somebody else put there, a FIFO, shall not stop us. */
	fd = openat(dir, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	/* EINVAL: such a file, or file system, does not know that. */
	bad = fd < 0 || (fsync(fd) && errno != EINVAL) ? failed(t, name) : 0;
	if (fd >= 0)
		close(fd);
	return bad;
}

/*
 * The same for all files of these groups, in DIR or in HVM_DIR there. Only who
 * guards STREAM follows HVM_DIR: it may be reached through that, by any name.
 */
static int sweep(struct tool *t, enum action action, unsigned int wanted,
		 const char *sub)
{
	char to;
	bool link = sub && readlinkat(t->dir, sub, &to, 1) >= 0;
	int fd = openat(t->dir, sub ? sub : ".",
			action == GUARD ? FOLLOW : DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	const char *name;
	enum group group;
	int bad = 0;

	if (!dir) /* HVM_DIR may also be a link, or a file */
		return sub && (errno == ENOENT || errno == ENOTDIR ||
			       errno == ELOOP)
			       ? 0
			       : failed(t, sub ? sub : ".");
	while (!bad) {
		errno = 0; /* else its end looks like an error */
		entry = readdir(dir);
		if (!entry && errno)
			bad = failed(t, sub ? sub : ".");
		if (!entry)
			break;
		name = entry->d_name;
		group = sub ? HVM : group_of(name);
		if (group == NR_GROUPS || !(wanted & BIT(group)) ||
		    (sub && !link && !matches(HVM_FILES, name)))
			continue;
		if (!sub && action != REFUSE && !strcmp(name, HVM_DIR))
			bad = sweep(t, action, wanted, HVM_DIR);
		if (!bad)
			bad = act(t, action, fd, name);
	}
	closedir(dir);
	return bad;
}

static int create_new(int dir, const char *name)
{
	return openat(dir, name,
		      O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/* What the program writes by itself, whatever the stream has. */
static bool is_ours(enum group group)
{
	return group == SUMMARY || (BIT(group) & OF_MEMORY);
}

/* Keep the name of a file, if it may have to go once more comes. */
static int remember(struct tool *t, enum group group, const char *path)
{
	size_t n = t->nr_made;
	struct made *made = t->made;

	if (!(BIT(group) & (OF_EPOCH | BIT(VCPUS))))
		return 0;
	if (!(n & (n - 1))) /* it is full: there is room for 1, 2, 4 ... */
		made = realloc(made, (n ? 2 * n : 1) * sizeof(*made));
	if (!made)
		return failed(t, path);
	t->made = made;
	made[n].group = group;
	snprintf(made[n].path, sizeof(made[n].path), "%s", path);
	t->nr_made++;
	return 0;
}

/* Remove a file of ours. */
static int forget(struct tool *t, const char *path)
{
	const char *slash = strchr(path, '/');
	int dir, bad;

	if (!slash)
		return remove_name(t, t->dir, path);
	dir = openat(t->dir, HVM_DIR, DIRECTORY);
	if (dir < 0)
		return 0;
	bad = remove_name(t, dir, slash + 1);
	close(dir);
	return bad;
}

/*
 * Create a file that is not there. One that is can only be ours, from earlier
 * in the stream, since open_dir() has looked: what comes later counts.
 */
static int create_in(struct tool *t, enum group group, int dir,
		     const char *path)
{
	const char *slash = strchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	int fd;

	/* Each takes a while, so that a stream that has many must be long. */
	if (!is_ours(group) &&
	    t->created++ >= MAX_FILES + (uint64_t)t->in.at / FILE_BYTES)
		return trouble(t, path, "is one small file too many");
	fd = create_new(dir, name);
	if (fd < 0 && errno == EEXIST) {
		if (remove_name(t, dir, name))
			return -1;
		fd = create_new(dir, name);
	} else if (fd >= 0 && !is_ours(group) && t->all_files >= MAX_FILES) {
		close(fd);
		unlinkat(dir, name, 0);
		return trouble(t, path, "is one file too many");
	} else if (fd >= 0) {
		t->all_files++;
		t->files[group]++;
		t->nr_contexts += slash != NULL;
		if (remember(t, group, path)) {
			close(fd);
			return -1;
		}
	}
	return fd < 0 ? failed(t, path) : fd;
}

/*
 * A group begins anew. DIR is looked through once, for what others have put
 * there meanwhile: that takes a while where it is full, and a checkpoint may be
 * short.
 */
static int renew(struct tool *t, enum group group)
{
	size_t i, kept = 0;
	int bad = 0;

	t->fresh |= BIT(group);
	t->all_files -= t->files[group];
	t->files[group] = 0;
	if (group == HVM)
		t->nr_contexts = 0;
	if (!(t->swept & BIT(group))) {
		t->swept |= BIT(group);
		return sweep(t, REMOVE, BIT(group), NULL);
	}
	for (i = 0; i < t->nr_made; i++)
		if (bad || t->made[i].group != group)
			t->made[kept++] = t->made[i];
		else
			bad = forget(t, t->made[i].path);
	/* Where there was room for more, there still is: see remember(). */
	t->nr_made = kept;
	return bad || group != HVM ? bad : remove_name(t, t->dir, HVM_DIR);
}

int forget_context(struct tool *t)
{
	size_t i, kept = 0;
	enum group group;
	int bad = 0;

	if (!t->nr_contexts && !t->files[VCPUS])
		return 0;
	for (i = 0; i < t->nr_made; i++) {
		group = t->made[i].group;
		if (bad || (group != VCPUS && !strchr(t->made[i].path, '/'))) {
			t->made[kept++] = t->made[i];
			continue;
		}
		bad = forget(t, t->made[i].path);
		t->all_files--;
		t->files[group]--;
	}
	t->nr_made = kept;
	t->nr_contexts = 0;
	return bad;
}

int create(struct tool *t, enum group group, const char *path)
{
	int dir = t->dir, fd;

	if (!(t->fresh & BIT(group)) && renew(t, group))
		return -1;
	if (!strchr(path, '/'))
		return create_in(t, group, dir, path);
	if (mkdirat(dir, HVM_DIR, 0700) && errno != EEXIST)
		return failed(t, HVM_DIR);
	dir = openat(dir, HVM_DIR, DIRECTORY);
	if (dir < 0)
		return failed(t, HVM_DIR);
	fd = create_in(t, group, dir, path);
	close(dir);
	return fd;
}

FILE *begin_file(struct tool *t, enum group group, const char *name)
{
	int fd = create(t, group, name);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	if (!f)
		failed(t, name);
	return f;
}

int end_file(struct tool *t, FILE *f, const char *name)
{
	bool bad = ferror(f);

	return fclose(f) || bad ? failed(t, name) : 0;
}

#ifdef __linux__
/* All that the file system under this directory of ours holds back. */
static int sync_under(struct tool *t, const char *name)
{
	int fd = openat(t->dir, name, DIRECTORY), bad;

	if (fd < 0)
		return errno == ENOENT ? 0 : failed(t, name);
	bad = syncfs(fd) ? failed(t, name) : 0;
	close(fd);
	return bad;
}
#endif

int sync_dir(struct tool *t)
{
#ifdef __linux__
	/* HVM_DIR may have been there, and another file system in it. */
	if (t->all_files > MANY_FILES)
		return sync_under(t, ".") || sync_under(t, HVM_DIR) ? -1 : 0;
#endif
	return sweep(t, SYNC, ALL_GROUPS, NULL) || act(t, SYNC, t->dir, ".")
		       ? -1
		       : 0;
}

/* ---- DIR, and FAILED in it ---- */

/*
 * FAILED is there from the start, so that a crash leaves it, too. It goes when
 * all is on the disk.
 */
void mark(struct tool *t, const char *text)
{
	char line[MESSAGE + 1];
	size_t len;

	printable(line, MESSAGE, text);
	len = strlen(line);
	line[len++] = '\n';
	if (write_all(t->failed, line, len, 0) ||
	    ftruncate(t->failed, (off_t)len))
		complain("%s/FAILED: %s", t->dir_name, strerror(errno));
}

/* What FAILED has set aside on the disk goes when its length changes. */
void release(struct tool *t)
{
	mark(t, "in progress, at its end, unless xcextract was killed");
}

void unmark(struct tool *t)
{
	if (unlinkat(t->dir, "FAILED", 0))
		failed(t, "FAILED");
}

/* Or half as much; it does no harm where nothing can be had. */
static void set_aside(int fd)
{
#ifdef FALLOC_FL_KEEP_SIZE
	off_t room = RESERVE;

	while (room >= PAGE && fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, room))
		room /= 2;
#else
	(void)fd;
#endif
}

/*
 * Create FAILED; or, where one may be there, a file that will replace it, by a
 * name that nobody has: there is no moment without FAILED.
 */
static int begin_failed(struct tool *t, char *name, size_t size)
{
	unsigned int i = 0;

	snprintf(name, size, "FAILED");
	do {
		if (t->force)
			snprintf(name, size, "FAILED.new-%u", i++);
		t->failed = create_new(t->dir, name);
	} while (t->failed < 0 && errno == EEXIST && t->force && i < 1000);
	if (t->failed < 0 && errno == EEXIST && !t->force)
		return trouble(t, name, "exists already; see --force");
	if (t->failed < 0)
		return failed(t, name);
	mark(t, "in progress, unless xcextract was killed");
	set_aside(t->failed);
	return 0;
}

int open_dir(struct tool *t)
{
	char name[32];

	t->dir = t->failed = -1;
	t->fresh = ALL_GROUPS & ~OF_EPOCH;
	if (mkdir(t->dir_name, 0700) && errno != EEXIST)
		return failed(t, "");
	t->dir = open(t->dir_name, DIRECTORY);
	if (t->dir < 0 && (errno == ENOTDIR || errno == ELOOP))
		return trouble(t, "", NO_DIR);
	if (t->dir < 0)
		return failed(t, "");
#ifdef LOCK_EX
	/* Two would remove each other's files, and FAILED. */
	if (flock(t->dir, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK)
		return trouble(t, "", IN_USE);
#endif
	/* Before anything is changed. */
	if (sweep(t, t->force ? GUARD : REFUSE, ALL_GROUPS, NULL))
		return -1;
	if (t->force && guard(t, t->dir, "FAILED"))
		return -1;
	if (begin_failed(t, name, sizeof(name)))
		return -1;
	if (!t->force)
		return 0;
	if (renameat(t->dir, name, t->dir, "FAILED")) {
		failed(t, "FAILED");
		unlinkat(t->dir, name, 0);
		return -1;
	}
	return sweep(t, REMOVE, ALL_GROUPS, NULL);
}

void close_dir(struct tool *t)
{
	if (t->dir >= 0)
		close(t->dir);
	t->dir = -1;
}
