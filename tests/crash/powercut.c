/* A disk that loses everything that was not synchronised, for testing what a power cut leaves behind.
 *
 * Loaded before the C library (LD_PRELOAD). Files below POWERCUT_DIR are written as always; whenever one of them is
 * synchronised, its content at that moment is copied to POWERCUT_SHADOW. After the process was killed, the shadow is
 * what a machine would find that lost its power: the test puts it in the place of the folder.
 *
 * - Content is read through the very descriptor that is synchronised. Opening and closing the file a second time would
 *   drop the locks that SQLite holds on it, and the test would find faults that are its own.
 * - A name that was removed or changed comes back, unless its folder was synchronised after that.
 * - Nothing is torn or reordered: a sector is either there or not. That is the limit of what this can show.
 *
 * A name in the shadow has '%' where the path below the folder has '/'.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_RENAMES 4096

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char renamed_from[MOST_RENAMES][NAME_MAX + 1];
static char renamed_to[MOST_RENAMES][NAME_MAX + 1];
static int renames;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

/* The path below the watched folder as a name of the shadow; 0 for a path elsewhere, "" for the folder itself. */
static int shadow_name(const char *path, char *name) {
  const char *folder = getenv("POWERCUT_DIR");
  size_t length = folder ? strlen(folder) : 0;
  if (!length || strncmp(path, folder, length) || (path[length] && path[length] != '/')) return 0;
  const char *rest = path[length] ? path + length + 1 : "";
  if (strlen(rest) > NAME_MAX) return 0;
  for (strcpy(name, rest); *name; name++)
    if (*name == '/') *name = '%';
  return 1;
}

static int path_of(int descriptor, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return 1;
}

static void in_shadow(const char *name, char *path) {
  snprintf(path, PATH_MAX, "%s/%s", getenv("POWERCUT_SHADOW"), name);
}

static void give_up(const char *what) {
  fprintf(stderr, "powercut: %s: %s\n", what, strerror(errno));
  _exit(99);
}

/* The content as it is now, complete under its name in the shadow or not there. SQLite's files can be read through the
 * descriptor itself; one that can only be written holds no locks and is opened again. */
static void keep(int written, const char *file, const char *name) {
  static char block[1 << 16];
  int again = (fcntl(written, F_GETFL) & O_ACCMODE) == O_WRONLY;
  int descriptor = again ? open(file, O_RDONLY) : written;
  char beside[PATH_MAX + 8], path[PATH_MAX];
  in_shadow(name, path);
  snprintf(beside, sizeof beside, "%s.new", path);
  int copy = open(beside, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (copy < 0) give_up(beside);
  ssize_t count;
  for (off_t at = 0; (count = pread(descriptor, block, sizeof block, at)) > 0; at += count)
    if (write(copy, block, (size_t)count) != count) give_up(beside);
  if (count < 0) give_up(name);
  close(copy);
  if (again) close(descriptor);
  int (*move)(const char *, const char *) = real("rename");
  if (move(beside, path)) give_up(path);
}

/* The folder was synchronised: names that are gone are gone, names that changed have changed. */
static void keep_names(const char *folder) {
  int (*move)(const char *, const char *) = real("rename");
  int (*drop)(const char *) = real("unlink");
  char path[PATH_MAX], other[PATH_MAX + NAME_MAX + 2];
  for (int i = 0; i < renames; i++) {
    in_shadow(renamed_from[i], path);
    in_shadow(renamed_to[i], other);
    if (move(path, other) && errno != ENOENT) give_up(path);
  }
  renames = 0;
  DIR *shadow = opendir(getenv("POWERCUT_SHADOW"));
  if (!shadow) give_up("shadow");
  for (struct dirent *entry; (entry = readdir(shadow));) {
    if (entry->d_name[0] == '.' || strchr(entry->d_name, '%')) continue;
    snprintf(other, sizeof other, "%s/%s", folder, entry->d_name);
    if (access(other, F_OK)) {
      in_shadow(entry->d_name, path);
      drop(path);
    }
  }
  closedir(shadow);
}

static void synchronised(int descriptor) {
  char path[PATH_MAX], name[NAME_MAX + 1];
  struct stat about;
  if (!getenv("POWERCUT_SHADOW") || !path_of(descriptor, path) || !shadow_name(path, name)) return;
  if (fstat(descriptor, &about)) return;
  pthread_mutex_lock(&turn);
  if (S_ISDIR(about.st_mode)) {
    if (!name[0]) keep_names(path);
  } else if (about.st_nlink > 0) {
    keep(descriptor, path, name);
  }
  pthread_mutex_unlock(&turn);
}

int fsync(int descriptor) {
  synchronised(descriptor);
  return 0;
}

int fdatasync(int descriptor) {
  synchronised(descriptor);
  return 0;
}

int rename(const char *from, const char *to) {
  char one[NAME_MAX + 1], other[NAME_MAX + 1];
  int (*move)(const char *, const char *) = real("rename");
  int result = move(from, to);
  if (!result && shadow_name(from, one) && shadow_name(to, other)) {
    pthread_mutex_lock(&turn);
    if (renames == MOST_RENAMES) give_up("too many renames");
    strcpy(renamed_from[renames], one);
    strcpy(renamed_to[renames++], other);
    pthread_mutex_unlock(&turn);
  }
  return result;
}
