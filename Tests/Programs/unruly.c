/* Does what programs should not, one thing for each first argument. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

extern char **environ;

static int entries(const char *path) {
  DIR *directory = opendir(path);
  int count = -2;
  while (directory && readdir(directory)) count++;
  if (directory) closedir(directory);
  return count;
}

/* 0 when nothing of whoever ran it is left to it. */
static int bare(void) {
  char byte;
  if (environ[0]) return 10;
  if (read(0, &byte, 1) != 0) return 11;
  if (entries(".") != 0) return 12;
  /* Three streams, and the directory being read. */
  if (entries("/proc/self/fd") != 4) return 13;
  if (getpgrp() != getpid()) return 14;
  return 0;
}

/* Leaves a child in a session of its own, which would live for an hour. */
static int leave(void) {
  if (fork() == 0) {
    setsid();
    if (fork() == 0) sleep(3600);
    _exit(0);
  }
  sleep(1);
  return 0;
}

/* Tells whoever listens on a socket in the file system that it runs. */
static int call(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  int line = socket(AF_UNIX, SOCK_STREAM, 0);
  return connect(line, (struct sockaddr *)&address, sizeof address) ? 1 : 0;
}

static int dial(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int line = socket(AF_INET, SOCK_STREAM, 0);
  return connect(line, (struct sockaddr *)&address, sizeof address) ? 1 : 0;
}

/* Leaves a tree that is unpleasant to remove. */
static int litter(void) {
  for (int depth = 0; depth < 3000; depth++) {
    if (mkdir("d\377", 0700) || chdir("d\377")) return 1;
  }
  for (int file = 0; file < 10; file++) {
    char name[] = "f0";
    name[1] += file;
    close(open(name, O_CREAT | O_WRONLY, 0));
  }
  return mkdir("locked", 0) || chmod(".", 0) ? 1 : 0;
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "", *with = argc > 2 ? argv[2] : "";
  if (!strcmp(what, "exit")) return atoi(with);
  if (!strcmp(what, "print")) return puts(with) < 0;
  if (!strcmp(what, "complain")) return fprintf(stderr, "\033[31m%s\n", with), 7;
  if (!strcmp(what, "bare")) return bare();
  if (!strcmp(what, "hang"))
    for (;;) pause();
  if (!strcmp(what, "spin"))
    for (signal(SIGXCPU, SIG_IGN);;) {
    }
  if (!strcmp(what, "fill"))
    for (;;) puts("more");
  if (!strcmp(what, "crash")) abort();
  if (!strcmp(what, "leave")) return leave();
  if (!strcmp(what, "call")) return call(with);
  if (!strcmp(what, "dial")) return dial(atoi(with));
  if (!strcmp(what, "litter")) return litter();
  if (!strcmp(what, "write")) return open(with, O_CREAT | O_WRONLY, 0600) < 0;
  if (!strcmp(what, "signal")) return kill(atoi(with), 0) != 0;
  if (!strcmp(what, "take")) return malloc((size_t)32 << 30) == 0;
  return 64;
}
