package io.instgenie.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class PinnedPoolTest {
    private final VirtualDevice device = new VirtualDevice();
    private final PinnedPool pool = new PinnedPool(device, 1024);

    @Test
    void locksOnceWhatIsTakenAgainAndAgain() {
        for (int i = 0; i < 10; i++) {
            pool.giveBack(pool.take(200 + i));
        }
        assertThat(device.pinnedAllocations).isEqualTo(1);
        assertThat(pool.lockedBytes()).isEqualTo(256);
    }

    @Test
    void staysWithinItsBudgetByGivingIdleBuffersBack() {
        pool.giveBack(pool.take(512));
        pool.take(1024);
        assertThat(pool.lockedBytes()).isEqualTo(1024);
        assertThatIllegalStateException().isThrownBy(() -> pool.take(1)).withMessageContaining("0 left of 1024");
    }

    @Test
    void refusesABufferThatIsNotTaken() {
        long address = pool.take(10);
        pool.giveBack(address);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.giveBack(address))
                .withMessageContaining("not one that was taken");
        assertThatIllegalArgumentException().isThrownBy(() -> pool.take(0)).withMessageContaining("0 bytes");
    }

    @Test
    void freesEverythingAtItsEnd() {
        pool.take(10);
        pool.giveBack(pool.take(100));
        pool.close();
        assertThat(device.allocated()).isEmpty();
        assertThat(pool.lockedBytes()).isZero();
    }
}
