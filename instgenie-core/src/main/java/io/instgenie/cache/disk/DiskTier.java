package io.instgenie.cache.disk;

import io.instgenie.cache.CacheContents;
import io.instgenie.cache.CacheManager;
import io.instgenie.cache.CountedEntry;
import io.instgenie.cache.Lease;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Templates' activations in files of a folder, within a bound of bytes. A {@link CacheManager} decides which stay. Thread-safe.
 *
 * <p>Several processes may share a folder: a file appears whole or not at all, and its modification time tells all of them when it was last
 * used. Whoever has a file open can read it even after its eviction, since Linux keeps a deleted file until it is closed. The next process that
 * opens the folder deletes what a killed process was writing. The bound counts temporary and damaged files too; two processes that make room at
 * the same moment can exceed it until one of them has finished its file.
 */
public final class DiskTier {
    private static final Logger LOG = LoggerFactory.getLogger(DiskTier.class);

    private final DiskFolder folder;
    private final InstantSource clock;
    private final LongToDoubleFunction computeSeconds;
    private final CacheContents contents; // this and all below guarded by this
    private final Map<String, FileTime> known = new HashMap<>();
    private final Map<String, CountedEntry<TemplateFile>> open = new HashMap<>();
    private final Set<String> writing = new HashSet<>();
    private long hits;
    private long misses;
    private long writes;
    private long refusals;
    private long evictions;
    private long damaged;

    /**
     * Opens a folder, which is made if it is missing.
     *
     * @param contents decides what stays, by manifest hash, and has the bound; the tier's own from now on
     * @param computeSeconds how long it takes to compute so many bytes of activations again
     * @param clock tells when a file is used
     * @throws IOException if the folder cannot be made or listed, or others than its owner may write to it
     */
    public DiskTier(Path folder, CacheContents contents, LongToDoubleFunction computeSeconds, InstantSource clock)
            throws IOException {
        this(folder, contents, computeSeconds, clock, FileChannel::open);
    }

    DiskTier(
            Path folder,
            CacheContents contents,
            LongToDoubleFunction computeSeconds,
            InstantSource clock,
            ChannelOpener opener)
            throws IOException {
        this.folder = new DiskFolder(folder, opener);
        this.contents = contents;
        this.computeSeconds = computeSeconds;
        this.clock = clock;
        this.folder.create();
        this.folder.sweep();
        synchronized (this) {
            learn();
            makeRoom("", 0);
        }
    }

    /**
     * Makes a folder for a tier, if it is missing.
     *
     * @throws IOException if it cannot be made, or others than its owner may write to it
     */
    public static void createFolder(Path folder) throws IOException {
        new DiskFolder(folder, FileChannel::open).create();
    }

    /**
     * The file of a manifest, if there is one.
     *
     * @throws DamagedFileException if there was one, but damaged; it is set aside
     * @throws IOException if it cannot be read
     */
    public Optional<Lease<TemplateFile>> open(String manifestHash) throws IOException {
        boolean found = false;
        try {
            Optional<Lease<TemplateFile>> lease = peek(manifestHash);
            found = lease.isPresent();
            lease.ifPresent(file -> use(manifestHash, file.value().header().fileBytes()));
            return lease;
        } finally {
            count(found);
        }
    }

    private synchronized void count(boolean found) {
        hits += found ? 1 : 0;
        misses += found ? 0 : 1;
    }

    /**
     * The same without using the file: it is not counted, and makes no difference to what stays.
     *
     * @throws DamagedFileException if there was one, but damaged; it is set aside
     * @throws IOException if it cannot be read
     */
    public Optional<Lease<TemplateFile>> peek(String manifestHash) throws IOException {
        Lease<TemplateFile> shared = shared(TemplateFileHeader.requireHash(manifestHash));
        if (shared != null) {
            return Optional.of(shared);
        }
        CountedEntry<TemplateFile> opened = openFile(manifestHash); // without the lock: a disk may hang
        synchronized (this) {
            if (opened == null) {
                forgetUnlessThere(manifestHash);
                return Optional.empty();
            }
            shared = shared(manifestHash);
            if (shared == null) {
                open.put(manifestHash, opened);
                return Optional.of(opened.handOver());
            }
        }
        opened.handOver().close(); // another caller has opened it at the same time
        return Optional.of(shared);
    }

    /** A lease on a manifest's file if somebody has it open, or null. */
    private synchronized @Nullable Lease<TemplateFile> shared(String hash) {
        CountedEntry<TemplateFile> entry = open.get(hash);
        return entry != null && entry.value().isOpen() ? entry.lease() : null;
    }

    /** If a file that leaves cannot be deleted, the next who needs room tries again. */
    private synchronized void use(String hash, long bytes) {
        touch(hash);
        try {
            delete(noteUse(hash, bytes, clock.instant()));
        } catch (IOException e) {
            LOG.warn("the folder of cached templates cannot be brought within its bound", e);
        }
    }

    /** The files that leave for it. */
    private List<String> noteUse(String hash, long bytes, Instant at) {
        return contents.use(hash, bytes, computeSeconds.applyAsDouble(bytes), at);
    }

    private @Nullable CountedEntry<TemplateFile> openFile(String hash) throws IOException {
        Path path = folder.file(hash);
        FileChannel channel;
        try {
            channel = folder.open(path);
        } catch (NoSuchFileException e) {
            return null;
        }
        try {
            FileIndex index = FileIndex.read(channel, path);
            if (!index.header().manifestHash().equals(hash)) {
                throw new DamagedFileException(
                        path, "it is of the manifest " + index.header().manifestHash());
            }
            TemplateFile file = new TemplateFile(channel, path, index, this::setAside);
            return new CountedEntry<>(file, () -> close(file));
        } catch (IOException | RuntimeException e) {
            channel.close();
            if (e instanceof DamagedFileException) {
                setAside(hash);
            }
            throw e;
        }
    }

    private void close(TemplateFile file) {
        unshare(file);
        file.close();
    }

    /** From now on the file is opened again for whoever asks for its manifest. False if that was so before. */
    private synchronized boolean unshare(TemplateFile file) {
        String hash = file.header().manifestHash();
        CountedEntry<TemplateFile> entry = open.get(hash);
        return entry != null && entry.value() == file && open.remove(hash, entry);
    }

    private void setAside(TemplateFile file) {
        if (unshare(file)) {
            setAside(file.header().manifestHash());
        }
    }

    private synchronized void setAside(String hash) {
        damaged++;
        forget(hash);
        try {
            folder.setAside(folder.file(hash));
        } catch (IOException e) {
            LOG.warn("the damaged file of {} cannot be set aside", hash, e);
        }
    }

    /** Tells everybody of the use. It is only a hint: where it cannot be written, recency is a little off. */
    private void touch(String hash) {
        FileTime now = FileTime.from(clock.instant());
        try {
            Files.setLastModifiedTime(folder.file(hash), now);
            known.put(hash, now);
        } catch (IOException e) {
            LOG.debug("the use of {} cannot be noted", hash, e);
        }
    }

    /**
     * Begins a template's file. A file that lacks steps is written again if it is open here, and the new one then takes its place.
     *
     * @return nothing if the file is there or being written by this tier, has no room, or is not worth its room
     * @throws IOException if the folder cannot be written to
     */
    public synchronized Optional<TemplateFileWriter> write(TemplateFileHeader header) throws IOException {
        String hash = header.manifestHash();
        folder.create(); // it may have been deleted under way
        if (writing.contains(hash) || (Files.exists(folder.file(hash)) && !isOpenInPart(hash))) {
            return Optional.empty();
        }
        learn();
        List<String> unwanted = noteUse(hash, header.fileBytes(), clock.instant());
        delete(unwanted);
        if (unwanted.contains(hash) || !makeRoom(hash, header.fileBytes())) {
            refusals++;
            forget(hash);
            return Optional.empty();
        }
        DiskFolder.Temporary temporary = folder.createTemporary(hash);
        writing.add(hash);
        TemplateFileWriter writer = new TemplateFileWriter(folder, temporary, header, this::whenEnded);
        try {
            writer.claim();
        } catch (IOException e) {
            writer.close();
            throw e;
        }
        return Optional.of(writer);
    }

    private boolean isOpenInPart(String hash) {
        CountedEntry<TemplateFile> entry = open.get(hash);
        return entry != null && !entry.value().isWhole();
    }

    private synchronized void whenEnded(TemplateFileWriter writer) {
        String hash = writer.header().manifestHash();
        writing.remove(hash);
        if (!writer.isCommitted()) {
            forgetUnlessThere(hash);
            return;
        }
        open.remove(hash); // of the file that this one replaced
        writes++;
        touch(hash);
        try {
            makeRoom(hash, 0); // another process may have written at the same time
        } catch (IOException e) {
            LOG.warn("the folder of cached templates cannot be brought within its bound", e);
        }
    }

    /** Deletes damaged files, and then what the manager chooses, until {@code bytes} more fit. False if that is not enough. */
    private boolean makeRoom(String except, long bytes) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        long total = bytes;
        for (DiskFolder.Listed file : folder.list(DiskFolder.WHOLE)) {
            sizes.put(file.hash(), file.bytes());
            total += file.bytes();
        }
        for (DiskFolder.Listed file : folder.list(DiskFolder.TEMPORARY)) {
            total += file.bytes();
        }
        List<DiskFolder.Listed> setAside = folder.list(DiskFolder.DAMAGED);
        for (DiskFolder.Listed file : setAside) {
            total += file.bytes();
        }
        for (DiskFolder.Listed file : setAside) {
            if (total > contents.maxBytes()) {
                Files.deleteIfExists(file.path());
                total -= file.bytes();
            }
        }
        while (total > contents.maxBytes()) {
            Optional<String> next = contents.victim(hash -> !hash.equals(except) && sizes.containsKey(hash));
            if (next.isEmpty()) {
                return false;
            }
            delete(List.of(next.get()));
            total -= sizes.getOrDefault(next.get(), 0L);
        }
        return true;
    }

    /** Takes note of what other processes wrote, used and deleted. */
    private void learn() throws IOException {
        List<DiskFolder.Listed> files = folder.list(DiskFolder.WHOLE);
        Set<String> gone = new HashSet<>(known.keySet());
        files.forEach(file -> gone.remove(file.hash()));
        gone.removeAll(writing);
        gone.forEach(this::forget); // first, so that what came is not refused for what has left
        for (DiskFolder.Listed file : files) {
            FileTime before = known.put(file.hash(), file.lastUsed());
            if (before == null || before.compareTo(file.lastUsed()) < 0) {
                delete(noteUse(file.hash(), file.bytes(), file.lastUsed().toInstant()));
            }
        }
    }

    private void forgetUnlessThere(String hash) {
        if (!Files.exists(folder.file(hash))) {
            forget(hash);
        }
    }

    private void forget(String hash) {
        known.remove(hash);
        contents.forget(hash);
    }

    private void delete(Collection<String> hashes) throws IOException {
        for (String hash : hashes) {
            forget(hash);
            open.remove(hash);
            if (Files.deleteIfExists(folder.file(hash))) {
                evictions++;
            }
        }
    }

    /** Whether there is a file of a manifest, as far as the file system tells without opening it. */
    public boolean has(String manifestHash) {
        return Files.exists(folder.file(TemplateFileHeader.requireHash(manifestHash)));
    }

    /** Deletes a manifest's file, if there is one; whoever has it open can still read it. */
    public synchronized void evict(String manifestHash) throws IOException {
        delete(List.of(TemplateFileHeader.requireHash(manifestHash)));
    }

    /** What happened so far. */
    public synchronized DiskStatistics statistics() {
        return new DiskStatistics(hits, misses, writes, refusals, evictions, damaged);
    }
}
