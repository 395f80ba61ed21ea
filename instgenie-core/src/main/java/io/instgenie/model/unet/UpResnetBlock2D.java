package io.instgenie.model.unet;

/** A residual block on the way up: its input is the stream and a skip from the way down, channel by channel. Thread-safe. */
final class UpResnetBlock2D implements UNetBlock {
    private final ResnetBlock2D resnet;

    UpResnetBlock2D(ResnetBlock2D resnet) {
        this.resnet = resnet;
    }

    @Override
    public String place() {
        return resnet.place();
    }

    @Override
    public Maps run(Maps x, UNetPass pass) {
        return resnet.run(x.concat(pass.pop()), pass);
    }

    @Override
    public void close() {
        resnet.close();
    }
}
