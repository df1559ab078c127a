/* The only file of the "scratch" image: no shell, no libc on disk, nothing but the kernel. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

int main(void)
{
    struct utsname system;
    char link[256];

    printf("files in /:");
    DIR *root = opendir("/");
    for (struct dirent *entry; root && (entry = readdir(root));)
        if (entry->d_name[0] != '.')
            printf(" %s", entry->d_name);

    uname(&system);
    printf("\nkernel: %s\nhost name: %s\n", system.release, system.nodename);

    static const char *const namespaces[] = {"mnt", "net", "pid", "uts", "ipc", "cgroup"};
    for (unsigned i = 0; i < sizeof namespaces / sizeof *namespaces; i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/self/ns/%s", namespaces[i]);
        ssize_t length = readlink(path, link, sizeof link - 1);
        if (length > 0)
            printf("%.*s\n", (int)length, link);
    }

    return 0;
}
