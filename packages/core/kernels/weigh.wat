;; Weighted sums of pixels, for packages/core/src/image/resize.ts: each output pixel of a line from its own source pixels, by whole
;; numbers, rounded and clipped as Pillow's 8-bit resampling does. Four channels at once; the fourth is set to 255.
;; `node packages/core/scripts/build-kernels.mjs` writes what core carries of it.
(module
  (memory (export "memory") 1)
  (func (export "weigh")
    (param $out i32) (param $end i32)     ;; bytes of the line that is written
    (param $source i32) (param $step i32) ;; where source pixel 0 lies, and bytes from one to the next
    (param $next i32)                     ;; bytes by which pixel 0 moves with each output pixel
    (param $place i32) (param $nextPlace i32)   ;; pairs of i32: the first source pixel that counts, and how many do
    (param $weights i32) (param $nextWeights i32) ;; i32 each, in units of 2⁻²²
    (local $pixel i32) (local $weight i32) (local $last i32) (local $sum v128)
    (block $done
      (loop $line
        (br_if $done (i32.ge_u (local.get $out) (local.get $end)))
        (local.set $pixel (i32.add (local.get $source) (i32.mul (i32.load (local.get $place)) (local.get $step))))
        (local.set $weight (local.get $weights))
        (local.set $last
          (i32.add (local.get $weights) (i32.shl (i32.load offset=4 (local.get $place)) (i32.const 2))))
        (local.set $sum (i32x4.splat (i32.const 0x200000))) ;; a half: sums are rounded to the nearest
        (loop $taps
          (local.set $sum
            (i32x4.add
              (local.get $sum)
              (i32x4.mul
                (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $pixel))))
                (v128.load32_splat (local.get $weight)))))
          (local.set $pixel (i32.add (local.get $pixel) (local.get $step)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $taps (i32.lt_u (local.get $weight) (local.get $last))))
        (local.set $sum (i32x4.shr_s (local.get $sum) (i32.const 22)))
        (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
        (i32.store
          (local.get $out)
          (i32.or
            (i32x4.extract_lane 0 (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum)))
            (i32.const 0xff000000)))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $source (i32.add (local.get $source) (local.get $next)))
        (local.set $place (i32.add (local.get $place) (local.get $nextPlace)))
        (local.set $weights (i32.add (local.get $weights) (local.get $nextWeights)))
        (br $line)))))
