package io.instgenie.tensor;

import io.instgenie.edit.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the user of this process keeps files between runs. Daemons and containers often run as a user without a home that can be written
 * to, or without an entry among the system's users, whose home Java then calls {@code "?"}. Stateless.
 */
public final class HostFolders {
    private static final Set<PosixFilePermission> OWNERS_ALONE = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final Function<String, @Nullable String> properties;
    private final Function<String, @Nullable String> environment;

    HostFolders(Function<String, @Nullable String> properties, Function<String, @Nullable String> environment) {
        this.properties = properties;
        this.environment = environment;
    }

    /** Of this process. */
    public static HostFolders ofProcess() {
        return new HostFolders(System::getProperty, System::getenv);
    }

    /**
     * The library's folder for what it can make again: {@code .cache/instgenie} in the user's home, {@code instgenie} in {@code
     * XDG_CACHE_HOME}, or a folder of the user's own among temporary files, which is made: the first that can be written to.
     *
     * @throws InvalidRequestException if none can
     */
    public Path cache() {
        return inHome(".cache", "instgenie")
                .or(() -> in(environment.apply("XDG_CACHE_HOME"), "instgenie"))
                .orElseGet(this::temporary);
    }

    /** A folder in the user's home, unless it cannot be written to or made. */
    Optional<Path> inHome(String first, String... more) {
        return in(properties.apply("user.home"), first, more);
    }

    private static Optional<Path> in(@Nullable String base, String first, String... more) {
        if (base == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(base).resolve(Path.of(first, more)))
                    .filter(Path::isAbsolute)
                    .filter(HostFolders::canBeWrittenTo);
        } catch (InvalidPathException e) { // with letters that the locale lacks
            return Optional.empty();
        }
    }

    private static boolean canBeWrittenTo(Path folder) {
        Path there = folder;
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            Files.delete(Files.createTempFile(there, ".instgenie", null)); // rights alone do not tell of every folder
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Others can make folders among temporary files too: one that is not the user's alone is left to them. */
    private Path temporary() {
        Path parent = Path.of(String.valueOf(properties.apply("java.io.tmpdir")));
        try {
            UserPrincipal user = user(parent);
            Path folder = parent.resolve("instgenie-" + user.getName());
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                return Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNERS_ALONE));
            }
            return isOf(user, folder) ? folder : Files.createTempDirectory(parent, "instgenie-");
        } catch (IOException e) {
            throw new InvalidRequestException(
                    "cacheFolder is not given, and neither the user's home " + properties.apply("user.home")
                            + " nor XDG_CACHE_HOME nor " + parent + " can be written to: " + e,
                    e);
        }
    }

    private static UserPrincipal user(Path folder) throws IOException {
        Path mine = Files.createTempFile(folder, "instgenie", null);
        try {
            return Files.getOwner(mine);
        } finally {
            Files.delete(mine);
        }
    }

    private static boolean isOf(UserPrincipal user, Path folder) throws IOException {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)
                && Collections.disjoint(Files.getPosixFilePermissions(folder), OTHERS_WRITE);
    }
}
