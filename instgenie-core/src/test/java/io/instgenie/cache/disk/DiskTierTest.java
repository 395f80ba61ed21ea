package io.instgenie.cache.disk;

import static io.instgenie.cache.disk.SlabFiles.SMALL;
import static io.instgenie.cache.disk.SlabFiles.assertWhole;
import static io.instgenie.cache.disk.SlabFiles.header;
import static io.instgenie.cache.disk.SlabFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.MoreFiles;
import io.instgenie.cache.CacheContents;
import io.instgenie.cache.Lease;
import io.instgenie.cost.Section;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTierTest {
    private static final long FILE_BYTES = header("template-0").fileBytes();

    private final AtomicLong seconds = new AtomicLong(1_000_000);

    @TempDir
    private Path parent;

    private Path folder;

    @BeforeEach
    void nameTheFolder() {
        folder = parent.resolve("cache");
    }

    /** A tier with room for so many small files, on a clock that goes on by a second with each look at it. */
    private DiskTier tier(int files) throws IOException {
        return tier(files, FileChannel::open);
    }

    private DiskTier tier(int files, ChannelOpener opener) throws IOException {
        return new DiskTier(
                folder,
                CacheContents.leastRecentlyUsed(files * FILE_BYTES),
                bytes -> 0,
                () -> Instant.ofEpochSecond(seconds.incrementAndGet()),
                opener);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        DiskTier tier = tier(2);
        assertThat(tier.open("template-0")).isEmpty();
        assertThat(write(tier, header("template-0"))).isTrue();
        try (Lease<TemplateFile> lease = tier.open("template-0").orElseThrow()) {
            assertThat(lease.value().header()).isEqualTo(header("template-0"));
            assertWhole(lease.value());
        }
        tier.peek("template-0").orElseThrow().close();
        assertThat(tier.peek("template-1")).isEmpty();
        assertThat(tier.statistics()).isEqualTo(new DiskStatistics(1, 1, 1, 0, 0, 0));
        assertThat(Files.size(folder.resolve("template-0.slabs"))).isEqualTo(FILE_BYTES);
    }

    @Test
    void aReadLeavesTheRestOfTheBufferAlone() throws IOException {
        DiskTier tier = tier(1);
        write(tier, header("template-0"));
        try (Lease<TemplateFile> lease = tier.open("template-0").orElseThrow()) {
            ByteBuffer into = ByteBuffer.allocate(200).position(50);
            lease.value().read(1, 1, Section.HIDDEN_STATES, into);
            assertThat(into.position()).isEqualTo(87);
            assertThat(into.limit()).isEqualTo(200);
            assertThat(into.slice(50, 37))
                    .isEqualTo(SlabFiles.content(header("template-0"), 1, 1, Section.HIDDEN_STATES));
            assertThat(into.get(87)).isZero();
            assertThatThrownBy(() -> lease.value().read(0, 0, Section.KEY_VALUES, ByteBuffer.allocate(99)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void filesAreTheOwnersAlone() throws IOException {
        write(tier(1), header("template-0"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("template-0.slabs"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aFolderThatOthersMayWriteToIsRefused() throws IOException {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> tier(1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("others than the owner may write to " + folder);
    }

    @Test
    void theBoundHoldsAndTheLastUsedStay() throws IOException {
        DiskTier tier = tier(3);
        for (int i = 0; i < 3; i++) {
            assertThat(write(tier, header("template-" + i))).isTrue();
        }
        tier.open("template-0").orElseThrow().close();
        assertThat(write(tier, header("template-3"))).isTrue();
        assertThat(names()).containsExactly("template-0.slabs", "template-2.slabs", "template-3.slabs");
        assertThat(tier.statistics().evictions()).isOne();
        tier.evict("template-2");
        assertThat(names()).containsExactly("template-0.slabs", "template-3.slabs");
    }

    @Test
    void whatIsBeingWrittenCounts() throws IOException {
        DiskTier tier = tier(2);
        write(tier, header("template-0"));
        try (TemplateFileWriter first = tier.write(header("template-1")).orElseThrow();
                TemplateFileWriter second = tier.write(header("template-2")).orElseThrow()) {
            assertThat(tier.write(header("template-2"))).isEmpty();
            assertThat(tier.write(header("template-3"))).isEmpty();
            assertThat(first).isNotSameAs(second);
        }
        assertThat(names()).isEmpty();
        assertThat(tier.statistics().refusals()).isOne();
        assertThat(write(tier, header("template-3"))).isTrue();
    }

    @Test
    void aFileLargerThanTheBoundIsRefusedAndHurtsNobody() throws IOException {
        DiskTier tier = tier(1);
        write(tier, header("template-0"));
        assertThat(tier.write(header("template-1", SlabLayout.of(100, 3, BlockSections.of(4096, 0)))))
                .isEmpty();
        assertThat(names()).containsExactly("template-0.slabs");
    }

    @Test
    void aFileIsReadableWhileItIsEvictedAndReplaced() throws IOException {
        DiskTier tier = tier(1);
        write(tier, header("template-0"));
        try (Lease<TemplateFile> lease = tier.open("template-0").orElseThrow()) {
            write(tier, header("template-1"));
            assertThat(tier.open("template-0")).isEmpty();
            assertWhole(lease.value());
            write(tier, header("template-0"));
            try (Lease<TemplateFile> replaced = tier.open("template-0").orElseThrow()) {
                assertThat(replaced.value()).isNotSameAs(lease.value());
                assertWhole(replaced.value());
            }
            assertWhole(lease.value());
        }
    }

    @Test
    void leasesShareOneFileAndTheLastClosesIt() throws IOException {
        DiskTier tier = tier(1);
        write(tier, header("template-0"));
        Lease<TemplateFile> first = tier.open("template-0").orElseThrow();
        Lease<TemplateFile> second = tier.open("template-0").orElseThrow();
        assertThat(second.value()).isSameAs(first.value());
        first.close();
        assertWhole(second.value());
        second.close();
        assertThatThrownBy(() -> assertWhole(second.value())).isInstanceOf(ClosedChannelException.class);
        try (Lease<TemplateFile> third = tier.open("template-0").orElseThrow()) {
            assertWhole(third.value());
        }
    }

    /** One that is opened while another caller opens it is one file for both, and stays so when either lets go. */
    @Test
    void aFileThatIsOpenedTwiceAtOnceIsShared() throws IOException {
        write(tier(1), header("template-0"));
        AtomicLong opens = new AtomicLong();
        List<DiskTier> tier = new ArrayList<>();
        List<Lease<TemplateFile>> meanwhile = new ArrayList<>();
        tier.add(tier(1, (file, options, attributes) -> {
            if (opens.getAndIncrement() == 0) {
                meanwhile.add(tier.get(0).peek("template-0").orElseThrow());
            }
            return FileChannel.open(file, options, attributes);
        }));
        Lease<TemplateFile> lease = tier.get(0).peek("template-0").orElseThrow();
        assertThat(lease.value()).isSameAs(meanwhile.get(0).value());
        lease.close();
        assertWhole(meanwhile.get(0).value());
        try (Lease<TemplateFile> again = tier.get(0).peek("template-0").orElseThrow()) {
            assertThat(again.value()).isSameAs(meanwhile.get(0).value());
        }
        meanwhile.get(0).close();
        assertThatThrownBy(() -> assertWhole(lease.value())).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void afterAnInterruptTheFileIsOpenedAgain() throws IOException {
        DiskTier tier = tier(1);
        write(tier, header("template-0"));
        try (Lease<TemplateFile> lease = tier.open("template-0").orElseThrow()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> assertWhole(lease.value())).isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            try (Lease<TemplateFile> again = tier.open("template-0").orElseThrow()) {
                assertWhole(again.value());
            }
        }
        assertThat(tier.statistics().damaged()).isZero();
    }

    @Test
    void nothingIsSeenBeforeItIsCommitted() throws IOException {
        DiskTier tier = tier(1);
        try (TemplateFileWriter writer = tier.write(header("template-0")).orElseThrow()) {
            SlabFiles.fill(writer);
            assertThat(tier.open("template-0")).isEmpty();
        }
        assertThat(names()).isEmpty();
        try (TemplateFileWriter writer = tier.write(header("template-0")).orElseThrow()) {
            writer.write(0, 0, Section.KEY_VALUES, SlabFiles.content(writer.header(), 0, 0, Section.KEY_VALUES));
            assertThatThrownBy(writer::commit)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("KEY_VALUES of step 0, block 1 were not written");
            assertThatThrownBy(() -> writer.write(0, 0, Section.KEY_VALUES, ByteBuffer.allocate(7)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("KEY_VALUES of block 0 are 100 bytes, not 7");
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void anotherTierSeesUsesAndFiles() throws IOException {
        DiskTier one = tier(2);
        DiskTier other = tier(2);
        write(one, header("template-0"));
        write(one, header("template-1"));
        try (Lease<TemplateFile> lease = other.open("template-0").orElseThrow()) {
            assertWhole(lease.value());
        }
        write(one, header("template-2"));
        assertThat(names()).containsExactly("template-0.slabs", "template-2.slabs");
        write(other, header("template-3"));
        assertThat(names()).containsExactly("template-2.slabs", "template-3.slabs");
        assertThat(one.open("template-0")).isEmpty();
    }

    @Test
    void aNewTierBringsTheFolderWithinItsBound() throws IOException {
        DiskTier large = tier(5);
        for (int i = 0; i < 5; i++) {
            write(large, header("template-" + i));
        }
        tier(2);
        assertThat(names()).containsExactly("template-3.slabs", "template-4.slabs");
    }

    @Test
    void whatAProcessThatDiedWasWritingIsSweptAndNothingElse() throws IOException {
        DiskTier tier = tier(3);
        Files.write(folder.resolve("template-8.1-0-abandoned.tmp"), new byte[10]);
        Files.write(folder.resolve("notes.txt"), new byte[10]);
        try (TemplateFileWriter writer = tier.write(header("template-0")).orElseThrow()) {
            SlabFiles.fill(writer);
            tier(3);
            assertThat(names()).hasSize(2).contains("notes.txt").noneMatch(name -> name.contains("abandoned"));
            writer.commit();
        }
        assertThat(names()).containsExactly("notes.txt", "template-0.slabs");
    }

    @Test
    void aFullDiskEndsInAnExceptionAndLeavesNothing() throws IOException {
        tier(9);
        for (long room = 0; room < 700; room += 11) {
            DiskTier tier = tier(9, FailingChannel.after(room));
            assertThatThrownBy(() -> write(tier, header("template-0")))
                    .as("room for %d bytes", room)
                    .isInstanceOf(IOException.class)
                    .hasMessage("No space left on device");
            assertThat(names()).isEmpty();
            assertThat(tier.open("template-0")).isEmpty();
        }
        assertThat(write(tier(9), header("template-0"))).isTrue();
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Files.write(folder, new byte[1]);
        assertThatThrownBy(() -> tier(1)).isInstanceOf(IOException.class).hasMessageContaining(folder.toString());
    }

    @Test
    void aFolderThatCannotBeWrittenToIsStillRead() throws IOException {
        write(tier(2), header("template-0"));
        DiskTier tier = tier(2, (file, options, attributes) -> {
            if (options.contains(StandardOpenOption.WRITE)) {
                throw new AccessDeniedException(file.toString());
            }
            return FileChannel.open(file, options, attributes);
        });
        assertThatThrownBy(() -> tier.write(header("template-1"))).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> tier.write(header("template-1"))).isInstanceOf(AccessDeniedException.class);
        try (Lease<TemplateFile> lease = tier.open("template-0").orElseThrow()) {
            assertWhole(lease.value());
        }
    }

    @Test
    void aFolderThatIsDeletedUnderWayIsMadeAgain() throws IOException {
        DiskTier tier = tier(2);
        write(tier, header("template-0"));
        try (Lease<TemplateFile> lease = tier.open("template-0").orElseThrow();
                TemplateFileWriter writer = tier.write(header("template-1")).orElseThrow()) {
            MoreFiles.deleteRecursively(folder);
            SlabFiles.fill(writer);
            assertThatThrownBy(writer::commit).isInstanceOf(IOException.class);
            assertWhole(lease.value());
        }
        assertThat(tier.open("template-0")).isEmpty();
        assertThat(write(tier, header("template-1"))).isTrue();
        try (Lease<TemplateFile> lease = tier.open("template-1").orElseThrow()) {
            assertWhole(lease.value());
        }
    }

    @Test
    void damagedFilesAreSetAsideAndTheNewestKept() throws IOException {
        DiskTier tier = tier(20);
        for (int i = 0; i < 7; i++) {
            write(tier, header("template-" + i));
            Files.write(folder.resolve("template-" + i + ".slabs"), new byte[100]);
            String hash = "template-" + i;
            assertThatThrownBy(() -> tier.open(hash)).isInstanceOf(DamagedFileException.class);
            assertThat(tier.open(hash)).isEmpty();
        }
        assertThat(names()).hasSize(4).allMatch(name -> name.endsWith(".damaged"));
        assertThat(tier.statistics().damaged()).isEqualTo(7);
    }

    @Test
    void damagedFilesLeaveFirst() throws IOException {
        DiskTier tier = tier(2);
        write(tier, header("template-0"));
        write(tier, header("template-1"));
        Path file = folder.resolve("template-0.slabs");
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) (header("template-0").dataOffset() + SMALL.offset(1, 2, Section.HIDDEN_STATES))] ^= 1;
        Files.write(file, bytes);
        try (Lease<TemplateFile> lease = tier.open("template-0").orElseThrow()) {
            assertThatThrownBy(() -> assertWhole(lease.value()))
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessageContaining("HIDDEN_STATES of step 1, block 2 do not match their checksum");
            assertThatThrownBy(() -> assertWhole(lease.value())).isInstanceOf(DamagedFileException.class);
        }
        assertThat(tier.statistics().damaged()).isOne();
        assertThat(write(tier, header("template-2"))).isTrue();
        assertThat(names()).containsExactly("template-1.slabs", "template-2.slabs");
    }

    @Test
    void onlyHashesNameFiles() throws IOException {
        DiskTier tier = tier(1);
        for (String name : List.of("../../etc/passwd", "short", "", "a.slabs.slabs")) {
            assertThatThrownBy(() -> tier.open(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name);
        }
    }

    @Test
    void manyThreadsReadWriteAndEvict() throws Exception {
        DiskTier tier = tier(3);
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            Thread thread = new Thread(() -> {
                try {
                    for (int i = 0; i < 60; i++) {
                        String hash = "template-" + random.nextInt(6);
                        Lease<TemplateFile> lease = tier.open(hash).orElse(null);
                        if (lease == null) {
                            write(tier, header(hash));
                        } else {
                            try (lease) {
                                assertWhole(lease.value());
                            }
                        }
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(names()).hasSizeLessThanOrEqualTo(3).allMatch(name -> name.endsWith(".slabs"));
        assertThat(tier.statistics().damaged()).isZero();
    }
}
