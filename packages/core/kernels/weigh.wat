;; Weighted sums of pixels, for packages/core/src/image/resize.ts: each output pixel from source pixels of its own, by whole numbers,
;; rounded and clipped as Pillow's 8-bit resampling does. Pixels have four channels, of which the fourth is set to 255. Four pixels
;; that are weighed alike are made at once: neighbours of one row, or of one column.
;; `node packages/core/scripts/build-kernels.mjs` writes what core carries of it.
(module
  (memory (export "memory") 1)
  (func (export "weigh")
    (param $out i32) (param $end i32) ;; bytes: where the first of the four go, up to where
    (param $nextOut i32) (param $apart i32) ;; from four to four, and from each of the four to the next
    (param $source i32) (param $next i32) ;; where source pixel 0 lies for them, and how it moves with each four
    (param $lane i32) (param $step i32) ;; from each of the four to the next, and from one source pixel to the next
    (param $place i32) (param $nextPlace i32) ;; pairs of i32: the first source pixel that counts, and how many do
    (param $weights i32) (param $nextWeights i32) ;; i32 each, in units of 2⁻²²
    (local $pixel i32) (local $weight i32) (local $last i32) (local $pixels v128) (local $half v128) (local $times v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $fours
      (local.set $pixel (i32.add (local.get $source) (i32.mul (i32.load (local.get $place)) (local.get $step))))
      (local.set $weight (local.get $weights))
      (local.set $last
        (i32.add (local.get $weights) (i32.shl (i32.load offset=4 (local.get $place)) (i32.const 2))))
      ;; A half, so that sums are rounded to the nearest.
      (local.set $a (local.tee $b (local.tee $c (local.tee $d (i32x4.splat (i32.const 0x200000))))))
      (loop $taps
        (local.set $times (v128.load32_splat (local.get $weight)))
        (local.set $pixels
          (v128.load32_lane 3
            (i32.add (local.get $pixel) (i32.mul (local.get $lane) (i32.const 3)))
            (v128.load32_lane 2
              (i32.add (local.get $pixel) (i32.shl (local.get $lane) (i32.const 1)))
              (v128.load32_lane 1
                (i32.add (local.get $pixel) (local.get $lane))
                (v128.load32_zero (local.get $pixel))))))
        (local.set $half (i16x8.extend_low_i8x16_u (local.get $pixels)))
        (local.set $a
          (i32x4.add (local.get $a) (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $half)) (local.get $times))))
        (local.set $b
          (i32x4.add (local.get $b) (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $half)) (local.get $times))))
        (local.set $half (i16x8.extend_high_i8x16_u (local.get $pixels)))
        (local.set $c
          (i32x4.add (local.get $c) (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $half)) (local.get $times))))
        (local.set $d
          (i32x4.add (local.get $d) (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $half)) (local.get $times))))
        (local.set $pixel (i32.add (local.get $pixel) (local.get $step)))
        (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
        (br_if $taps (i32.lt_u (local.get $weight) (local.get $last))))
      (local.set $pixels
        (v128.or
          (i8x16.narrow_i16x8_u
            (i16x8.narrow_i32x4_s
              (i32x4.shr_s (local.get $a) (i32.const 22))
              (i32x4.shr_s (local.get $b) (i32.const 22)))
            (i16x8.narrow_i32x4_s
              (i32x4.shr_s (local.get $c) (i32.const 22))
              (i32x4.shr_s (local.get $d) (i32.const 22))))
          (i32x4.splat (i32.const 0xff000000))))
      (v128.store32_lane 0 (local.get $out) (local.get $pixels))
      (v128.store32_lane 1 (i32.add (local.get $out) (local.get $apart)) (local.get $pixels))
      (v128.store32_lane 2
        (i32.add (local.get $out) (i32.shl (local.get $apart) (i32.const 1)))
        (local.get $pixels))
      (v128.store32_lane 3
        (i32.add (local.get $out) (i32.mul (local.get $apart) (i32.const 3)))
        (local.get $pixels))
      (local.set $out (i32.add (local.get $out) (local.get $nextOut)))
      (local.set $source (i32.add (local.get $source) (local.get $next)))
      (local.set $place (i32.add (local.get $place) (local.get $nextPlace)))
      (local.set $weights (i32.add (local.get $weights) (local.get $nextWeights)))
      (br_if $fours (i32.lt_u (local.get $out) (local.get $end))))))
